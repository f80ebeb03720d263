"""Form gates: exactly one sender by a strict grammar, single headers, clean bytes."""

from __future__ import annotations

import time

import pytest
from reply_forgery import message

from alerts.replies.gates import form_refusal, one_mailbox


@pytest.mark.parametrize(
    ("value", "mailbox"),
    [
        ("a@b.example", "a@b.example"),
        ("<a@b.example>", "a@b.example"),
        ("张三 <zhang.san@B.Example>", "zhang.san@b.example"),
        ('"Zhang, San" <a@b.example>', "a@b.example"),
        ('"someone@else.example" <a@b.example>', "a@b.example"),
        ("=?UTF-8?B?5byg5LiJ?= <a@b.example>", "a@b.example"),
        ("Zhang San <A.B+c@b.example>", "A.B+c@b.example"),
    ],
)
def test_senders_of_real_programs(value: str, mailbox: str) -> None:
    assert one_mailbox([value]) == mailbox


@pytest.mark.parametrize(
    "value",
    [
        "",
        "nobody",
        "a@b",
        "a@b.example, c@d.example",
        "a@b.example c@d.example",
        "<a@b.example> <c@d.example>",
        "a@b.example (c@d.example)",
        "c@d.example <a@b.example>",
        "group: a@b.example;",
        '"a b"@c.example',
        "<@x.example:a@b.example>",
        "a@[127.0.0.1]",
        "a@b.example>",
        "alice@example.org)<bob@example.org>",
        '"x" <a@b.example> trailing',
        "х@b.example",
        "a@b.example\x00",
        "a..b@c.example",
        "a@-b.example",
        "a" * 65 + "@b.example",
        "x" * 500 + " <a@b.example>",
    ],
)
def test_crafted_senders_are_refused(value: str) -> None:
    assert one_mailbox([value]) is None


@pytest.mark.parametrize("filler", ["a", " ", "a ", '"" ', "a.", "!"])
def test_a_hostile_from_line_costs_no_time(filler: str) -> None:
    started = time.perf_counter()
    assert one_mailbox([filler * (390 // len(filler))]) is None
    assert time.perf_counter() - started < 0.5


def test_none_or_two_from_fields_are_refused() -> None:
    assert one_mailbox([]) is None
    assert one_mailbox(["a@b.example", "a@b.example"]) is None


def test_a_genuine_answer_passes() -> None:
    assert form_refusal(message()) is None


@pytest.mark.parametrize(
    "name", ["From", "Subject", "To", "Date", "Message-ID", "MIME-Version", "Content-Type", "Reply-To"]
)
def test_every_single_header_may_stand_once(name: str) -> None:
    twice = message(extra=f"{name}: x\r\n{name}: x\r\n")
    found = form_refusal(twice)
    assert found is not None and (found.code, found.en.split(": ")[1]) == ("duplicate", name.lower())


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (message().replace(b"Subject: Re", b"Subject: \x00Re"), "control"),
        (message().replace(b"Subject: Re", b"Subject: \x1bRe"), "control"),
        (message().replace(b"Subject: Re", b"Subject: =?utf-8?Q?a=0ABcc:_x?="), "control"),
        (message().replace(b"Subject: Re", b"Subject: =?utf-8?B?4oCuYQ==?="), "control"),
        (message().replace(b"Subject: Re: A-12\r\n", b"Subject: Re\rBcc: x\r\n"), "control"),
        (message(extra="this is no field\r\n"), "broken"),
        (message().replace(b"Date:", b"X-Date:"), "missing"),
        (message().replace(b"Message-ID:", b"X-Id:"), "missing"),
        (message(sender="a@b.example, c@d.example"), "from"),
        (message("谢谢\n.\r\nMAIL FROM:<a@b.example>"), "line-ends"),
        (message("x" * (1 << 20)), "size"),
    ],
)
def test_refusals(raw: bytes, code: str) -> None:
    found = form_refusal(raw)
    assert found is not None and found.code == code and found.zh and found.en
