"""A local SMTP server that keeps what it is given: each mail is on disk before 250 is said."""

from __future__ import annotations

import os
from email import message_from_bytes
from email.policy import default as modern
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from alerts.intake.listener import LoopbackController


class Sink:
    """Listens on a free loopback port; mails become .eml and .html files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.received = len(list(self.folder.glob("*.eml")))  # an earlier run's mails are kept
        self._controller = LoopbackController(self)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Write, fsync, then acknowledge."""
        self.received += 1
        raw = envelope.content or b""
        name = f"{self.received:03d}-{(envelope.rcpt_tos or ['?'])[0].replace('/', '_')}"
        with (self.folder / f"{name}.eml").open("wb") as file:
            file.write(raw if isinstance(raw, bytes) else raw.encode())
            file.flush()
            os.fsync(file.fileno())
        self._write_html(name, raw if isinstance(raw, bytes) else raw.encode())
        return "250 OK"

    def _write_html(self, name: str, raw: bytes) -> None:
        part = message_from_bytes(raw, policy=modern).get_body(("html",))
        if part is not None:
            (self.folder / f"{name}.html").write_text(part.get_content(), "utf-8")

    def __enter__(self) -> Sink:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        """The address for `[mail] smtp`."""
        return self._controller.url
