"""Gate 5: our own DKIM verification, and the border server's header by name and place only."""

from __future__ import annotations

from datetime import datetime, timedelta

import dkim
import pytest
import reply_forgery as forgery
from reply_forgery import NOW, SIGNED, dns, message, signed

from alerts.replies.authentication import aligned, trusted_results, verify_dkim


def code(raw: bytes, **options: object) -> str:
    return verify_dkim(raw, dns, options.get("now", NOW)).code  # type: ignore[arg-type]


def test_a_signed_answer_passes_and_is_oversigned() -> None:
    found = verify_dkim(signed(message()), dns, NOW)
    assert (found.passed, found.domain, found.oversigned) == (True, "office.example", True)
    once = [name for at, name in enumerate(SIGNED) if name not in SIGNED[:at]]
    plain = verify_dkim(signed(message(), include_headers=once), dns, NOW)
    assert (plain.passed, plain.oversigned) == (True, False)


def test_line_ends_of_a_mailbox_do_not_break_a_signature() -> None:
    assert code(signed(message()).replace(b"\r\n", b"\n")) == "pass"


@pytest.mark.parametrize("left_out", [b"subject", b"date", b"message-id"])
def test_each_header_must_be_signed(left_out: bytes) -> None:
    assert (
        code(signed(message(), include_headers=[name for name in SIGNED if name != left_out]))
        == "unsigned-header"
    )


def test_what_dkimpy_itself_would_accept() -> None:
    long = signed(message("谢谢"), length=True) + "受理\r\n".encode()
    assert dkim.verify(long, dnsfunc=lambda name, timeout=5: dns(name.decode().rstrip(".")))
    assert code(long) == "length-tag"
    once = [name for at, name in enumerate(SIGNED) if name not in SIGNED[:at]]
    front = b"Subject: accept\r\n" + signed(message(), include_headers=once)
    assert dkim.verify(front, dnsfunc=lambda name, timeout=5: dns(name.decode().rstrip(".")))
    assert code(front) == "duplicate"


def test_age_and_expiry() -> None:
    raw = signed(message())
    made = datetime.now(NOW.tzinfo)  # dkimpy stamps t= by the wall clock, long after NOW in a long run
    assert code(raw, now=made + timedelta(days=6, hours=23)) == "pass"
    assert code(raw, now=made + timedelta(days=7, minutes=1)) == "too-old"
    assert code(raw, now=made - timedelta(hours=2)) == "too-old"


def test_refused_signatures() -> None:
    assert code(message()) == "no-signature"
    assert code(message(sender="a@b.example, c@d.example")) == "no-sender"
    assert code(signed(message(), "evil.example", owner="evil")) == "not-aligned"
    assert code(signed(message()).replace("受理".encode(), "排除".encode())) == "invalid"
    assert code(signed(message(), selector="old")) == "invalid"  # p= is empty: revoked
    assert code(signed(message(), selector="none")) == "invalid"
    assert code(b"DKIM-Signature: nonsense\r\n" + message()) == "unsigned-header"
    assert code(signed(message()).replace(b"a=rsa-sha256", b"a=rsa-sha1")) == "algorithm"


def test_a_short_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    record = forgery.key("tiny")[1]
    raw = signed(message(), owner="tiny")
    assert verify_dkim(raw, lambda name: record, NOW).passed
    monkeypatch.setattr("alerts.replies.authentication._MIN_KEY", 1025)
    assert verify_dkim(raw, lambda name: record, NOW).code in {"invalid", "weak-key"}


def test_one_good_signature_among_bad_ones_is_enough() -> None:
    assert code(signed(signed(message()), "evil.example", owner="evil")) == "pass"


@pytest.mark.parametrize(
    ("signer", "domain", "same"),
    [
        ("office.example", "office.example", True),
        ("example.com", "mail.example.com", True),
        ("mail.example.com", "example.com", True),
        ("chengdu.gov.cn", "ip.chengdu.gov.cn", True),
        ("gov.cn", "chengdu.gov.cn", False),
        ("com.cn", "a.com.cn", False),
        ("cn", "a.cn", False),
        ("evil-office.example", "office.example", False),
        ("office.example.evil.example", "office.example", False),
        ("", "office.example", False),
    ],
)
def test_alignment(signer: str, domain: str, same: bool) -> None:
    assert aligned(signer, domain) is same


OURS = "Authentication-Results: mx.zhiwei.example 1;\r\n dkim=pass (2048-bit) header.d=office.example;\r\n dmarc=pass header.from=office.example\r\n"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (OURS, "pass"),
        ("Received: from a\r\n" + OURS, "pass"),
        ("Received: from a\r\nReceived: from b\r\n" + OURS, "not-ours"),
        (OURS.replace("mx.zhiwei", "mx.evil") + OURS, "not-ours"),
        (OURS.replace("=pass", "=fail") + OURS, "failed"),
        (OURS.replace("dmarc=pass", "dmarc=fail"), "failed"),
        ("Authentication-Results: mx.zhiwei.example; dkim=pass header.d=evil.example\r\n", "failed"),
        ("Authentication-Results: mx.zhiwei.example; spf=pass smtp.mailfrom=office.example\r\n", "failed"),
        (
            'Authentication-Results: mx.zhiwei.example; spf=fail reason="; dkim=pass header.d=office.example"\r\n',
            "failed",
        ),
        (
            "Authentication-Results: mx.zhiwei.example; spf=fail (; dkim=pass header.d=office.example)\r\n",
            "failed",
        ),
        ("Authentication-Results: mx.zhiwei.example; dmarc=pass header.from=evil.example\r\n", "failed"),
        ("Authentication-Results: mx.zhiwei.example; dkim=pass header.i=@office.example\r\n", "pass"),
        ("Authentication-Results: mx.zhiwei.example; none\r\n", "failed"),
        ("", "no-results"),
    ],
)
def test_only_our_servers_topmost_word_counts(head: str, expected: str) -> None:
    assert trusted_results(head.encode() + message(), "mx.zhiwei.example").code == expected
