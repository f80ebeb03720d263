"""Answers as a mail program writes them, to letters that really lie in the outbox; for tests of the intake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.header import Header
from email.utils import format_datetime
from typing import Any

from sqlalchemy import select

from alerts.addresses import reply_addresses
from alerts.batch import Post
from alerts.intake.opened import Received
from alerts.intake.receive import Intake
from config.database import Database
from config.schema import outbox
from config.settings import Settings

QUOTED = "\r\n\r\n------------------ 原始邮件 ------------------\r\n发件人: 知微\r\n\r\n> 受理　立案跟进\r\n> 排除 F2\r\n"


def post_of(settings: Settings) -> Post:
    """The office's post with working reply addresses."""
    return Post(settings, reply_addresses(settings))


@dataclass
class Answerer:
    """Answers letters in one office; `receive` goes through the same intake as real mail."""

    database: Database
    settings: Settings
    now: datetime
    counter: int = 0

    def __post_init__(self) -> None:
        self.intake = Intake(self.database, post_of(self.settings), lambda: self.now)

    def letters(self, receiver: str, kind: str = "") -> list[Any]:
        """Outbox rows for a receiver (id begins with role and mailbox), oldest first."""
        with self.database.read() as conn:
            rows = conn.execute(
                select(outbox).where(outbox.c.receiver == receiver).order_by(outbox.c.id)
            ).all()
        return [row for row in rows if not kind or row.kind == kind]

    def answer(self, letter: Any, text: str, sender: str = "", **headers: str) -> bytes:
        """The bytes of an answer to `letter` from its own mailbox (or from `sender`)."""
        self.counter += 1
        seen = message_from_bytes(bytes(letter.mime))
        fields = {
            "From": sender or letter.address,
            "To": seen["Reply-To"] or "",
            "Subject": Header(f"回复: {letter.subject}", "utf-8").encode(),
            "Date": format_datetime(self.now),
            "Message-ID": f"<answer-{self.counter}@client.test>",
            "In-Reply-To": seen["Message-ID"],
            "References": seen["Message-ID"],
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Transfer-Encoding": "8bit",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
        return head.encode() + b"\r\n" + (text + QUOTED).encode()

    def receive(self, raw: bytes, channel: str = "folder") -> Received:
        """Through the gates."""
        return self.intake.receive(raw, channel)

    def say(self, receiver: str, text: str, **headers: str) -> Received:
        """Answer the newest alert or digest of a receiver."""
        letter = [one for one in self.letters(receiver) if one.kind in ("alert", "digest")][-1]
        return self.receive(self.answer(letter, text, **headers))
