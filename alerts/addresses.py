"""Reply and return addresses that prove themselves, and the letter that each one belongs to.

A reply address names its letter by 48 bits of the letter's Message-ID, so that no table of tokens is
kept and what a mail covered is exactly what its answer may touch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, select

from alerts.compose import Receiver
from alerts.outbox import Notification, notification_of
from alerts.replies.token import (
    ReplyToken,
    ReturnToken,
    read_return_address,
    reply_local_part,
    return_local_part,
)
from config.clock import local_day
from config.schema import outbox
from config.settings import Settings

REPLY_LIFE = timedelta(days=30)
RETURN_LIFE = timedelta(days=30)


def load_keys(file: Path) -> tuple[bytes, ...]:
    """The installation's signing keys, newest first, one a line; empty when there is no file."""
    if not file.is_file():
        return ()
    return tuple(
        line.strip().encode("ascii") for line in file.read_text("ascii").splitlines() if line.strip()
    )


def domain_of(settings: Settings) -> str:
    """Where answers and bounces arrive."""
    return settings.mail.reply_domain or settings.mail.sender.rpartition("@")[2]


def reply_addresses(settings: Settings) -> Callable[[Receiver, str, datetime], str]:
    """The maker of Reply-To addresses; gives empty ones while there is no key."""
    keys, domain = load_keys(settings.path(settings.secret_key_file)), domain_of(settings)

    def make(receiver: Receiver, key: str, now: datetime) -> str:
        if not keys:
            return ""
        name = int(hashlib.sha256(key.encode()).hexdigest()[:12], 16)
        token = ReplyToken(name >> 24, (name >> 16) & 0xFF, name & 0xFFFF, local_day(now + REPLY_LIFE))
        return f"{reply_local_part(token, keys)}@{domain}"

    return make


def letter_of(conn: Connection, token: ReplyToken) -> list[Row[Any]]:
    """The outbox rows that a reply token names: one, but for a collision of 48 bits."""
    name = (token.case << 24) | (token.revision << 16) | token.recipient
    return list(conn.execute(select(outbox).where(outbox.c.message_id.startswith(f"<{name:012x}"))))


def return_addresses(settings: Settings, clock: Callable[[], datetime]) -> Callable[[Notification], str]:
    """The maker of envelope senders: each mail's bounce comes back to an address that names it."""
    keys, domain = load_keys(settings.path(settings.secret_key_file)), domain_of(settings)

    def make(mail: Notification) -> str:
        if not keys:
            return settings.mail.sender
        token = ReturnToken(mail.id, local_day(clock() + RETURN_LIFE))
        return f"{return_local_part(token, keys)}@{domain}"

    return make


def returned(conn: Connection, addresses: tuple[str, ...], keys: tuple[bytes, ...]) -> Notification | None:
    """The notification whose signed return path is among `addresses`."""
    for address in addresses:
        token = read_return_address(address, keys)
        row = token and conn.execute(select(outbox).where(outbox.c.id == token.notification)).first()
        if row:
            return notification_of(row)
    return None
