"""A small office with keys, signed mails of its people, and the whole row of gates as one function."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime
from functools import cache

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from alerts.replies import read_reply
from alerts.replies.authentication import verify_dkim
from alerts.replies.gates import form_refusal, one_mailbox
from alerts.replies.headers import read_headers
from alerts.replies.kind import machine_reason
from alerts.replies.parse import parse_mail, split_head
from alerts.replies.token import ReplyToken, is_bound, is_expired, read_reply_address, reply_local_part

NOW = datetime.now(UTC).replace(microsecond=0)  # dkimpy compares with the wall clock itself
TODAY = NOW.date()
KEYS = [b"k" * 32, b"o" * 32]
OFFICER = "zhangsan@office.example"
SIGNED = [
    b"from",
    b"from",
    b"subject",
    b"subject",
    b"date",
    b"date",
    b"message-id",
    b"message-id",
    b"to",
    b"content-type",
    b"content-type",
]


@cache
def key(name: str) -> tuple[bytes, bytes]:
    """A private key (PEM) and its DNS record; one pair a name, 1024 bit for `tiny`."""
    bits = 1024 if name == "tiny" else 2048
    private = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


@dataclass
class Office:
    """Registered state of one case, as the founder's database would hold it."""

    case: int = 12
    revision: int = 1
    recipient: int = 7
    mailbox: str = OFFICER
    active: bool = True

    def address(self, **changes: object) -> str:
        values = {
            "case": self.case,
            "revision": self.revision,
            "recipient": self.recipient,
            "expires": date(2035, 1, 1),
        }
        return reply_local_part(ReplyToken(**{**values, **changes}), KEYS) + "@zhiwei.example"  # type: ignore[arg-type]


def dns(name: str) -> bytes | None:
    """TXT records of the test domains."""
    return {
        "s1._domainkey.office.example": key("office")[1],
        "s1._domainkey.evil.example": key("evil")[1],
        "s1._domainkey.0ffice.example": key("evil")[1],
        "old._domainkey.office.example": b"v=DKIM1; k=rsa; p=",
        "weak._domainkey.office.example": key("tiny")[1],
    }.get(name)


def message(own: str = "A-12 受理", sender: str = f"=?UTF-8?B?5byg5LiJ?= <{OFFICER}>", to: str = "", extra: str = "",
            message_id: str = "<r1@office.example>", kind: str = "text/plain; charset=utf-8") -> bytes:  # fmt: skip
    """An unsigned answer, CRLF."""
    head = (
        f"From: {sender}\r\nTo: <{to or Office().address()}>\r\nSubject: Re: A-12\r\nDate: {format_datetime(NOW)}\r\n"
        f"Message-ID: {message_id}\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: 8bit\r\n{extra}"
    )
    return head.encode() + b"\r\n" + own.encode() + b"\r\n"


def signed(
    raw: bytes, domain: str = "office.example", selector: str = "s1", owner: str = "office", **options: object
) -> bytes:
    """`raw` with a DKIM-Signature in front."""
    choices: dict[str, object] = {"include_headers": SIGNED, **options}
    return (
        dkim.sign(
            raw,
            selector.encode(),
            domain.encode(),
            key(owner)[0],
            **choices,
        )
        + raw
    )  # type: ignore[no-any-return]


def acted(raw: bytes, office: Office | None = None) -> bool:
    """True when the gates of reliability 7.3 (2 to 6 and the revision of 9) let the mail through and it orders."""
    office = office or Office()
    headers = read_headers(split_head(raw)[0])
    token = next((t for value in headers.raw("to") if (t := read_reply_address(value, KEYS))), None)
    if token is None or is_expired(token, TODAY):
        return False
    if (token.case, token.recipient, token.revision) != (office.case, office.recipient, office.revision):
        return False
    sender = one_mailbox(headers.raw("from"))
    if (
        machine_reason(parse_mail(raw), sender or "")
        or form_refusal(raw)
        or not verify_dkim(raw, dns, NOW).passed
    ):
        return False
    if not office.active or not is_bound(office.mailbox, sender):
        return False
    return read_reply(raw).verdict == "apply"
