"""M2: genuine answers of every mail program are understood, and nothing else ever acts."""

from __future__ import annotations

import pytest
from reply_programs import ALERT_LINES, PROGRAMS, bare
from reply_wordings import GENUINE, REFUSED

import alerts.replies.reply as reply_module
from alerts.replies import Command, read_reply


def misread(program: str) -> list[str]:
    wrong = []
    for own, commands in GENUINE:
        reply = read_reply(PROGRAMS[program](own))
        if (reply.verdict, reply.commands) != ("apply", commands):
            wrong.append(f"{own!r}: {reply.verdict} {reply.code} {reply.commands}")
    return wrong


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(GENUINE) == 50 and len({own for own, _ in GENUINE}) == 50
    assert len(PROGRAMS) >= 12
    assert len(REFUSED) + len(AUTOMATIC) + len(PROGRAMS) * 8 >= 300


@pytest.mark.parametrize("program", PROGRAMS)
def test_fifty_wordings_are_applied_rightly(program: str) -> None:
    assert misread(program) == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_refused_wordings_get_help_and_no_command(program: str) -> None:
    acted = [
        own for own in REFUSED if (r := read_reply(PROGRAMS[program](own))).verdict != "help" or r.commands
    ]
    assert acted == []


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    "own", ["", "\n\n", "   ", "\u200b", "发自我的iPhone", "Sent from my iPhone", "-- \n张三", "\ufeff"]
)
def test_only_a_quote_and_a_signature_is_an_empty_answer(program: str, own: str) -> None:
    reply = read_reply(PROGRAMS[program](own))
    assert (reply.verdict, reply.code, reply.commands) == ("ignore", "empty", ())


@pytest.mark.parametrize("line", ALERT_LINES)
@pytest.mark.parametrize("program", PROGRAMS)
def test_the_quoted_alert_never_leaks_into_the_own_text(program: str, line: str) -> None:
    assert line not in read_reply(PROGRAMS[program]("今天下雨")).own_text


AUTOMATIC = [
    ("Auto-Submitted: auto-replied\r\n", "Re: x", "auto-submitted"),
    ("Auto-Submitted: auto-generated\r\n", "Re: x", "auto-submitted"),
    ('Auto-Submitted: auto-notified; owner-email="a@b.example"\r\n', "Re: x", "auto-submitted"),
    ("Return-Path: <>\r\n", "Re: x", "null-sender"),
    ("X-Autoreply: yes\r\n", "Re: x", "auto-reply"),
    ("X-Autorespond: vacation\r\n", "Re: x", "auto-reply"),
    ("X-Auto-Response-Suppress: All\r\n", "Re: x", "auto-reply"),
    ("Precedence: auto_reply\r\n", "Re: x", "auto-reply"),
    ("Precedence: bulk\r\n", "Re: x", "list"),
    ("Precedence: junk\r\n", "Re: x", "list"),
    ("Precedence: list\r\n", "Re: x", "list"),
    ("List-Id: <office.example>\r\n", "Re: x", "list"),
    ("X-Failed-Recipients: a@b.example\r\n", "Re: x", "bounce"),
    ("", "自动回复: 【预警】A-12", "auto-reply"),
    ("", "自动回复：【预警】A-12", "auto-reply"),
    ("", "自动答复: 【预警】A-12", "auto-reply"),
    ("", "Automatic reply: alert", "auto-reply"),
    ("", "Out of Office: alert", "auto-reply"),
    ("", "Re: 【预警】A-12（自动回复）", "auto-reply"),
    ("", "外出自动回复", "auto-reply"),
    ("", "已读: 【预警】A-12", "receipt"),
    ("", "已读回执：【预警】A-12", "receipt"),
    ("", "Read: alert", "receipt"),
    ("", "系统退信/Systems bounce", "bounce"),
    ("", "Undelivered Mail Returned to Sender", "bounce"),
    ("", "未送达: 【预警】A-12", "bounce"),
    ("", "已接受: 异议期限 A-12", "calendar"),
    ("", "Accepted: deadline A-12", "calendar"),
    ("", "撤回: 【预警】A-12", "calendar"),
]


@pytest.mark.parametrize(("headers", "subject", "code"), AUTOMATIC)
def test_machines_are_ignored_even_with_a_command_on_top(headers: str, subject: str, code: str) -> None:
    reply = read_reply(bare("A-12 受理", headers, subject))
    assert (reply.verdict, reply.code, reply.commands) == ("ignore", code, ())
    assert reply.is_automatic and reply.zh and reply.en


@pytest.mark.parametrize(
    "text",
    [
        "您好，您的邮件我已收到，我会尽快受理。（自动回复）",
        "这是一封自动回复邮件。\nA-12 受理",
        "我正在休假，11月30日返回，紧急事项请联系李娜。",
        "I am currently out of the office and will accept mail on Monday.",
        "This is an automatic reply.\naccept",
        "本邮件由系统自动发出，请勿直接回复。受理",
    ],
)
def test_texts_of_machines_without_machine_headers_are_ignored(text: str) -> None:
    assert (read_reply(bare(text)).verdict, read_reply(bare(text)).commands) == ("ignore", ())


@pytest.mark.parametrize(
    "sender", ["MAILER-DAEMON@mx.example", "postmaster@office.example", "no-reply@office.example"]
)
def test_senders_that_are_no_person(sender: str) -> None:
    assert read_reply(bare("受理", user=sender)).verdict == "ignore"


def test_the_reply_says_who_and_to_what_it_answers() -> None:
    reply = read_reply(PROGRAMS["foxmail"]("A-12 受理"))
    assert reply.sender == "zhangsan@office.example" and reply.message_id
    assert reply.in_reply_to == "case12.r1@zhiwei.example" == reply.references[0]
    assert any(address.startswith("t+") for address in reply.to)
    assert reply.subject == "回复: 【预警】A-12"


def test_an_answer_below_and_between_the_quotes_is_read() -> None:
    below = '在 2026-11-24 09:00:00，"知微" <a@z.example> 写道：\n> A-13 排除 F3\n> 受理\n\nA-12 受理\n'
    between = "知微 写道：\n> A-12 青羊晨露\nA-12 受理\n> A-13 排除 F3\nA-13 排除 F2\n> 完"
    assert read_reply(bare(below)).commands == (Command("accept", "A-12"),)
    assert read_reply(bare(between)).commands == (
        Command("accept", "A-12"),
        Command("dismiss", "A-13", reason="F2"),
    )


# --- teeth: each of these faults must be caught by the corpus above ---


def test_a_reader_that_does_not_cut_quotes_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    import alerts.replies.page as page

    monkeypatch.setattr(reply_module, "own_text", lambda body: body)
    monkeypatch.setattr(page, "_is_quote", lambda *_: False)
    monkeypatch.setattr(page, "_is_separator", lambda *_: False)
    assert all(misread(program) for program in PROGRAMS)


@pytest.mark.parametrize("fault", ["_starts_quote", "_attribution_length"])
def test_a_reader_that_misses_one_kind_of_mark_is_caught(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import alerts.replies.quotes as quotes

    attributed = bare("A-12 受理\n\n在 2026-11-24 09:00:00，知微 <a@z.example> 写道：\nA-13 排除 F3\n")
    headed = bare("A-12 受理\n\n发件人: 知微\n发送时间: 2026-11-24\n收件人: 张三\n\nA-13 排除 F3\n")
    once = (Command("accept", "A-12"),)
    assert read_reply(attributed).commands == read_reply(headed).commands == once
    monkeypatch.setattr(quotes, fault, lambda *_: 0)
    assert [read_reply(raw).commands for raw in (attributed, headed)] != [once, once]


def test_a_reader_that_forgets_negation_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    import alerts.replies.clauses as clauses

    monkeypatch.setattr(
        clauses, "_blocking", lambda tokens: {t.kind for t in tokens} - {"negation", "question"}
    )
    assert any(read_reply(bare(own)).verdict == "apply" for own in REFUSED)


def test_a_reader_that_trusts_gb2312_labels_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    import alerts.replies.parse as parse

    raw = PROGRAMS["foxmail"]("转办 喆喆")  # 喆 is not in GB 2312
    assert read_reply(raw).commands == (Command("assign", to="喆喆"),)
    monkeypatch.setattr(parse, "decode_text", lambda raw, label=None: raw.decode(label or "utf-8", "replace"))
    assert read_reply(raw).commands != (Command("assign", to="喆喆"),)


def test_a_reader_that_believes_every_sender_a_person_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reply_module, "machine_reason", lambda mail, sender: None)
    assert any(
        read_reply(bare("A-12 受理", headers, subject)).verdict == "apply"
        for headers, subject, _ in AUTOMATIC
    )
