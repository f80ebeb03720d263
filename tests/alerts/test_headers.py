"""Hostile text changes no header, judged by a parser that is not ours (mailbox of the standard library)."""

from __future__ import annotations

import subprocess
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import headers
from alerts.compose import Letter, LetterTooBig, Receiver, message_id, mime

NOW = datetime.fromisoformat("2026-11-24T02:00:00+00:00")
EXPECTED = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "MIME-Version",
    "Content-Type",
]
HOSTILE = [
    "水井坊\r\nBcc: all@victim.test",
    "水井坊\nX-Evil: 1",
    "\U0001f600=?utf-8?q?a=0ABcc:_x@y.test?=",
    "=?utf-8?b?DQpCY2M6IHhAeS50ZXN0?=",
    "\x85Bcc: x@y.test\u2028To: z@y.test",
    "\u202e坊井水\u2066",
    "a\x00b\ud800c",
    "长" * 10_000,
    "<script>alert(1)</script>",
    '=cmd()|" /C calc"!A0',
    "  ",
    ".",
    "a" * 300 + " " + "b" * 300,
]


def letter(subject: str, name: str = "王值班") -> Letter:
    return Letter(
        Receiver("r", "officer", "desk@office.test", name), "alert", "k", subject, "正文", "<p>正文</p>"
    )


def header_names(raw: bytes) -> list[str]:
    return message_from_bytes(raw, policy=compat32).keys()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_changes_no_header(text: str) -> None:
    raw = mime(letter(text, text), sender="alert@zhiwei.test", sender_name=text, now=NOW)
    assert header_names(raw) == EXPECTED
    assert not any(line.startswith(b"Bcc") for line in raw.split(b"\n"))


@given(st.text(max_size=300), st.text(max_size=80))
@settings(max_examples=400)
def test_no_text_changes_the_set_of_headers(subject: str, name: str) -> None:
    raw = mime(letter(subject, name), sender="alert@zhiwei.test", sender_name=name, now=NOW)
    assert header_names(raw) == EXPECTED
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")


@given(st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "So"]), max_size=120))
def test_a_subject_comes_back_as_it_was_cleaned(subject: str) -> None:
    raw = mime(letter(subject), sender="alert@zhiwei.test", sender_name="", now=NOW)
    seen = message_from_bytes(raw, policy=compat32)["Subject"]
    assert str(make_header(decode_header(seen))) == headers.clean(subject)


@pytest.mark.parametrize(
    "address",
    [
        "a@b",
        "a b@c.test",
        "a@b.test, c@d.test",
        "a@b.test\r\nBcc: x",
        "",
        "张@b.test",
        "<a@b.test>",
        "a@-b.test",
    ],
)
def test_only_one_plain_mailbox_is_an_address(address: str) -> None:
    assert not headers.is_address(address)
    with pytest.raises(headers.HeaderError):
        headers.mailbox("名", address)


def test_a_header_block_that_reads_differently_is_refused() -> None:
    with pytest.raises(headers.HeaderError):
        headers.block([("Subject", "a\r\nBcc: x@y.test")])


def test_an_outside_program_sees_the_same_headers() -> None:
    raw = mime(letter(HOSTILE[0]), sender="alert@zhiwei.test", sender_name="知微", now=NOW)
    seen = subprocess.run(
        ["perl", "-ne", r"last if /^\r?$/; print qq($1\n) if /^([A-Za-z-]+):/"],
        input=raw,
        capture_output=True,
        check=True,
    )
    assert seen.stdout.decode().split() == EXPECTED


def test_one_key_is_one_message_id_and_one_mail() -> None:
    first = mime(letter("a"), sender="alert@zhiwei.test", sender_name="知微", now=NOW)
    again = mime(letter("a"), sender="alert@zhiwei.test", sender_name="知微", now=NOW)
    assert first == again
    assert message_id("k", "alert@zhiwei.test").encode() in first
    assert message_id("k2", "alert@zhiwei.test") != message_id("k", "alert@zhiwei.test")


def test_a_letter_over_the_limit_is_refused() -> None:
    big = Letter(Receiver("r", "officer", "desk@office.test"), "alert", "k", "s", "长" * 400_000, "<p></p>")
    with pytest.raises(LetterTooBig):
        mime(big, sender="alert@zhiwei.test", sender_name="", now=NOW)
