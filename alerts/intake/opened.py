"""One mail on the table while it is judged: what it says, where it came from, and the office that reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row

from alerts.batch import Post
from alerts.compose import Receiver
from alerts.decisions import Applied
from alerts.intake.identity import Dns
from alerts.replies import Reply

Verdict = Literal["applied", "help", "ignored", "refused", "challenged", "bounce", "repeat", "subscribe"]


@dataclass(frozen=True)
class Received:
    """What became of one mail."""

    verdict: Verdict
    why: str
    done: tuple[Applied, ...] = ()


@dataclass(frozen=True)
class Opened:
    """A mail within its transaction; `key` names it in all its copies."""

    conn: Connection
    now: datetime
    post: Post
    keys: tuple[bytes, ...]
    dns: Dns
    raw: bytes
    reply: Reply
    recipients: tuple[str, ...]
    key: str


@dataclass(frozen=True)
class Known:
    """Who answered which letter of ours, after the gates."""

    receiver: Receiver
    letter: Row[Any]

    @property
    def covered(self) -> tuple[int, ...]:
        """The alerts that the letter told of: an answer may touch no others."""
        return tuple(self.letter.alert_ids)
