"""Whatever comes in: no crash, no act from quotes, no act without a reason that can be shown."""

from __future__ import annotations

import json
from dataclasses import asdict

from hypothesis import example, given, settings
from hypothesis import strategies as st
from reply_programs import ALERT_LINES, PROGRAMS, bare
from reply_wordings import GENUINE, REFUSED

from alerts.replies import read_reply
from alerts.replies.authentication import trusted_results
from alerts.replies.bounces import read_bounce
from alerts.replies.gates import form_refusal, one_mailbox
from alerts.replies.grammar import read_commands
from alerts.replies.quotes import own_text

orders = st.sampled_from([own for own, _ in GENUINE])
programs = st.sampled_from(sorted(PROGRAMS))
words = st.sampled_from(
    [
        *"不受理排除？如果A-12、F3天延后转办李娜，。（）“”：/\n 0",
        "受理",
        "排除",
        "A-12",
        "F3",
        "3 天",
        "accept",
        "not",
        "A-13",
    ]
)
WAITING = {"no-command", "reason-missing", "days-missing"}  # greetings, and what the next line may complete
headers = st.sampled_from(["From: a@b.example", "Content-Type: multipart/mixed; boundary=b", "--b", "", "Content-Type: text/html",
                           "Content-Transfer-Encoding: base64", "charset=gbk", "=?gbk?B?", "<div>", "受理", "> ", "\x00"])  # fmt: skip


@given(st.binary(max_size=3000))
@example(b'Content-Type: multipart/x; boundary=""\n\n--\n--')
@settings(max_examples=300)
def test_random_bytes_never_crash_and_never_act(raw: bytes) -> None:
    reply = read_reply(raw)
    assert reply.verdict != "apply" or reply.commands
    json.dumps(asdict(reply))
    form_refusal(raw)
    read_bounce(raw)
    trusted_results(raw, "x")


@given(st.lists(st.one_of(headers, st.text(max_size=20)), max_size=40))
@settings(max_examples=300)
def test_scrambled_mails_never_crash(lines: list[str]) -> None:
    raw = "\r\n".join(lines).encode("utf-8", "surrogatepass")
    assert read_reply(raw).verdict in {"apply", "help", "ignore"}


@given(st.lists(words, max_size=14).map("".join))
@settings(max_examples=500)
def test_scrambled_commands_are_whole_or_nothing(text: str) -> None:
    reading = read_commands(text)
    assert bool(reading.commands) == (reading.code == "applied")
    for command in reading.commands:
        assert command.verb != "dismiss" or command.reason in {f"F{n}" for n in range(1, 9)}
        assert command.verb not in {"snooze", "silence"} or 1 <= (command.days or 0) <= 90
        assert command.verb != "assign" or command.to
    if any(f"不{verb}" in text for verb in ("受理", "排除", "延后", "转办")) or "受理？" in text:
        assert reading.code != "applied"


@given(orders, programs, st.sampled_from(["谢谢", "好的", "", "已阅", "今天下雨"]))
@settings(max_examples=200)
def test_a_command_that_is_quoted_never_acts(order: str, program: str, own: str) -> None:
    for quoted in (
        "\n".join(f"> {line}" for line in order.split("\n")),
        f"-----原始邮件-----\n发件人: x\n{order}",
    ):
        reply = read_reply(PROGRAMS[program](f"{own}\n\n{quoted}\n"))
        assert reply.verdict != "apply" and reply.commands == ()


@given(st.lists(st.sampled_from(ALERT_LINES), min_size=1), st.integers(1, 3))
def test_quote_marks_of_any_depth_are_cut(lines: list[str], depth: int) -> None:
    assert own_text("谢谢\n" + "\n".join(">" * depth + " " + line for line in lines)) == "谢谢"


@given(orders, st.sampled_from([own for own in REFUSED if read_commands(own).code not in WAITING]))
@settings(max_examples=200)
def test_a_refused_first_line_stops_all_that_follows(order: str, refused: str) -> None:
    assert read_commands(f"{refused}\n{order}").code != "applied" or refused in {
        "排除",
        "A-13 排除",
        "延后",
        "静默",
    }


@given(st.text(max_size=200))
def test_any_from_line_gives_at_most_one_plain_mailbox(value: str) -> None:
    mailbox = one_mailbox([value])
    assert mailbox is None or (
        mailbox.isascii() and mailbox.count("@") == 1 and mailbox.lower() in value.lower()
    )


@given(st.text(alphabet="-_=*>| \t\n在写道:：a", max_size=3000))
@settings(max_examples=100)
def test_long_rules_cost_little(text: str) -> None:
    own_text(text * 20)


def test_a_mail_of_one_mebibyte_costs_seconds_at_most() -> None:
    import time

    start = time.perf_counter()
    for filler in ("-", " ", "在", "> ", "A-1、", "<div>", "受理，", "On 2026-11-24 "):
        read_reply(bare(filler * (700_000 // len(filler.encode()) // 2)))
    assert time.perf_counter() - start < 20
