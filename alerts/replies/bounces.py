"""A delivery report becomes recipient, status and our Message-ID; text written for people is never trusted.

RFC 3464 as Postfix, Exchange, QQ and 163 (Coremail) write it. A report without a machine-readable part is
only a hint (`certain` is false): it is shown to a person and suspends nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from alerts.replies.headers import Headers, read_headers
from alerts.replies.page import page_text
from alerts.replies.parse import Mail, parse_mail, split_head

Action = Literal["failed", "delayed", "delivered", "relayed", "expanded"]
_ACTIONS: dict[str, Action] = {
    "failed": "failed",
    "delayed": "delayed",
    "delivered": "delivered",
    "relayed": "relayed",
    "expanded": "expanded",
}
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class Bounce:
    """One recipient's fate; `status` like `5.1.1`, `status_class` 2, 4, 5 (0 unknown), ids without `<>`."""

    recipient: str
    action: Action
    status: str
    status_class: int
    diagnostic: str
    message_id: str | None
    returned_to: tuple[
        str, ...
    ]  # the addresses the report was sent to: one of them is our signed return path
    certain: bool


def read_bounce(raw: bytes) -> tuple[Bounce, ...]:
    """All recipients of a delivery report; empty for any other mail."""
    mail = parse_mail(raw)
    reports = [content for kind, content in mail.reports if kind.endswith("delivery-status")]
    message_id = _original_id(mail)
    to = tuple(address for name in ("to", "delivered-to", "x-original-to") for value in mail.headers.raw(name)
               for address in _ADDRESS.findall(value))  # fmt: skip
    found: list[Bounce] = []
    for content in reports:
        for group in _groups(content):
            if bounce := _from_group(group, message_id, to):
                found.append(bounce)
    return tuple(found) if reports else _hint(mail, message_id, to)


def _groups(content: bytes) -> list[Headers]:
    """Field groups of a delivery-status; the per-message group comes first and has no recipient."""
    blocks = re.split(rb"(?:\r?\n[ \t]*){2,}", content.strip())
    return [read_headers(block) for block in blocks if block.strip()]


def _from_group(group: Headers, message_id: str | None, to: tuple[str, ...]) -> Bounce | None:
    recipient = _typed(group, "final-recipient") or _typed(group, "original-recipient")
    action = _ACTIONS.get(group.first("action").split(" ")[0].strip().lower().rstrip(";"))
    if recipient is None or action is None:
        return None
    status = _STATUS.search(group.first("status")) or _STATUS.search(group.first("diagnostic-code"))
    original = _typed(group, "original-recipient") or recipient
    return Bounce(
        recipient=original,
        action=action,
        status=status[0] if status else "",
        status_class=int(status[1]) if status else 0,
        diagnostic=group.first("diagnostic-code")[:500],
        message_id=message_id,
        returned_to=to,
        certain=True,
    )


def _typed(group: Headers, name: str) -> str | None:
    found = _ADDRESS.search(group.first(name).partition(";")[2] or group.first(name))
    return found[0] if found else None


def _original_id(mail: Mail) -> str | None:
    """Our Message-ID, from the returned mail or its headers; References only if the original is missing."""
    for kind, content in mail.reports:
        if kind in {"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"}:
            ids = read_headers(split_head(content)[0]).ids("message-id")
            if ids:
                return ids[0]
    return next(iter(mail.headers.ids("references") or mail.headers.ids("in-reply-to")), None)


def _hint(mail: Mail, message_id: str | None, to: tuple[str, ...]) -> tuple[Bounce, ...]:
    """A report for people only (older QQ and 163 forms): recipient and code from the text, never certain."""
    sender = " ".join(mail.headers.raw("from")).lower()
    failed = mail.headers.raw("x-failed-recipients")
    if not failed and not re.search(r"mailer-daemon|postmaster", sender):
        return ()
    text = "\n".join(mail.plain) or "\n".join(page_text(source) for source in mail.html)
    named = [address for address in _ADDRESS.findall(" ".join(failed) or text) if address not in to]
    recipient = next((a for a in named if not re.match(r"(postmaster|mailer-daemon)@", a, re.I)), None)
    if recipient is None:
        return ()
    status = _STATUS.search(text)
    smtp = re.search(r"(?<!\d)([45])\d\d(?!\d)", text)
    number = int(status[1]) if status else int(smtp[1]) if smtp else 0
    return (
        Bounce(recipient, "failed", status[0] if status else "", number, text[:500], message_id, to, False),
    )
