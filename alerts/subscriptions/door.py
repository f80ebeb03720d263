"""From the raw mail to the step: subject, the writer's own words and the attached lists, each within limits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import collapse_rfc2231_value

from sqlalchemy import Connection

from alerts.batch import Post
from alerts.compose import Attachment
from alerts.headers import clean
from alerts.replies import read_reply
from alerts.subscriptions.mail_in import handle_subscribe_mail
from alerts.subscriptions.proposals import MAX_BYTES, SUFFIXES

_PARTS = 50


def subscribe_door(post: Post) -> Callable[[Connection, str, bytes, datetime], str]:
    """What the intake calls for a letter to the subscribe address."""

    def taken(conn: Connection, sender: str, raw: bytes, now: datetime) -> str:
        message = message_from_bytes(raw)
        subject = _decoded(str(message.get("Subject", "")))
        text = read_reply(raw).own_text
        return handle_subscribe_mail(conn, sender, subject, text, attached_lists(message), post, now)

    return taken


def attached_lists(message: Message) -> list[Attachment]:
    """Attachments that may be watch lists, the first three; anything too large is left out."""
    found: list[Attachment] = []
    for number, part in enumerate(message.walk()):
        if number >= _PARTS or len(found) >= 3:
            break
        name = clean(_decoded(collapse_rfc2231_value(part.get_filename("") or "")), 80)
        content = None if part.is_multipart() else part.get_payload(decode=True)
        if isinstance(content, bytes) and len(content) <= MAX_BYTES and name.lower().endswith(SUFFIXES):
            found.append(Attachment(name, part.get_content_maintype(), part.get_content_subtype(), content))
    return found


def _decoded(value: str) -> str:
    """A header value with its encoded words read; unreadable ones stay as they are."""
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, ValueError):
        return value
