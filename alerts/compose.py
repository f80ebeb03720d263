"""A letter becomes MIME bytes: our headers, a text and an HTML form, attachments, under 512 KiB."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from alerts import headers

MAX_BYTES = 512 * 1024


class LetterTooBig(ValueError):
    """The letter is over the size promised to every mailbox; its maker must show less."""


@dataclass(frozen=True)
class Attachment:
    """A file in the letter; `maintype/subtype` as MIME names it."""

    name: str
    maintype: str
    subtype: str
    content: bytes
    parameters: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Receiver:
    """接收方: somebody who is told; `id` is stable, `address` may change."""

    id: str
    role: str
    address: str
    name: str = ""
    second_address: str = ""
    tenant: str = ""
    cadence: str = "now"
    minimum: str = "蓝"
    language: str = "zh"
    hours: str = ""  # `09:00-18:00` or `工作日 09:00-18:00`; red comes at any time


@dataclass(frozen=True)
class Letter:
    """What one receiver is told once. `key` makes the Message-ID: the same key is the same mail."""

    receiver: Receiver
    kind: str
    key: str
    subject: str
    text: str
    html: str
    alert_ids: tuple[int, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()
    extra_headers: tuple[tuple[str, str], ...] = ()
    unsubscribe: tuple[str, ...] = ()  # addresses of List-Unsubscribe, the https one first


def message_id(key: str, sender: str) -> str:
    """Deterministic: every copy of one notification carries one id, whatever was killed in between."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"<{digest}@{sender.rpartition('@')[2]}>"


def mime(letter: Letter, *, sender: str, sender_name: str, now: datetime) -> bytes:
    """The complete message with CRLF line ends. Raises HeaderError or LetterTooBig."""
    raw = headers.block(_fields(letter, sender, sender_name, now)) + _body(letter)
    if len(raw) > MAX_BYTES:
        raise LetterTooBig(f"邮件 {len(raw)} 字节，超过 {MAX_BYTES} / letter over the size limit")
    return raw


def _fields(letter: Letter, sender: str, sender_name: str, now: datetime) -> list[tuple[str, str]]:
    fields = [
        ("From", headers.mailbox(sender_name, sender)),
        ("To", headers.mailbox(letter.receiver.name, letter.receiver.address)),
        ("Subject", headers.unstructured(letter.subject)),
        ("Date", format_datetime(now)),
        ("Message-ID", message_id(letter.key, sender)),
    ]
    if letter.reply_to:
        fields.append(("Reply-To", headers.mailbox("", letter.reply_to)))
    if letter.in_reply_to:
        fields.append(("In-Reply-To", headers.id_list((letter.in_reply_to,))))
    if letter.references:
        fields.append(("References", headers.id_list(letter.references)))
    fields += [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")]
    fields += [(name, headers.unstructured(value)) for name, value in letter.extra_headers]
    if letter.unsubscribe:
        fields.append(("List-Unsubscribe", headers.urls(letter.unsubscribe)))
    if letter.unsubscribe and letter.unsubscribe[0].startswith("http"):
        fields.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return [*fields, ("MIME-Version", "1.0")]


def _body(letter: Letter) -> bytes:
    part = EmailMessage(policy=SMTP)
    part.set_content(letter.text, charset="utf-8", cte="base64")
    part.add_alternative(letter.html, subtype="html", charset="utf-8", cte="base64")
    for one in letter.attachments:
        part.add_attachment(
            one.content,
            maintype=one.maintype,
            subtype=one.subtype,
            filename=headers.clean(one.name, 80),
            params=one.parameters,
        )
    # Nobody sees these, but a boundary drawn at random would make two copies of one mail differ.
    _fix_boundaries(part, hashlib.sha256(letter.key.encode()).hexdigest()[:24])
    del part["MIME-Version"]
    return part.as_bytes()


def _fix_boundaries(part: EmailMessage, seed: str) -> None:
    for number, sub in enumerate(p for p in part.walk() if p.is_multipart()):
        sub.set_boundary(f"=_{seed}_{number}")
