"""Answers by LMTP from the office's own mail server: a wrong reply address is refused in the dialogue."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from alerts.intake.listener import LoopbackController
from alerts.intake.receive import Intake
from alerts.replies.token import read_reply_address, read_return_address

SIZE_LIMIT = 1 << 20


class _Handler:
    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """550 at once for an address that we never made: no backscatter, no database read."""
        keys = self._intake.keys
        mine = self._intake.post.settings.mail.subscribe_address.lower()
        known = read_reply_address(address, keys) or read_return_address(address, keys)
        if known is None and address.lower() != mine:
            return "550 5.1.1 no such address"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """250 only after the commit; a failure of ours is 451, so that the server keeps the mail."""
        raw = envelope.content
        content = raw if isinstance(raw, bytes) else (raw or "").encode()
        recipients = tuple(envelope.rcpt_tos)
        received = await asyncio.to_thread(self._intake.receive, content, "lmtp", recipients)
        return f"250 2.0.0 {received.verdict}"

    async def handle_exception(self, error: Exception) -> str:
        """What went wrong here is not the sender's fault."""
        return f"451 4.3.0 try again later ({type(error).__name__})"


class _LmtpController(LoopbackController):
    def factory(self) -> SMTP:
        return LMTP(self.handler, data_size_limit=SIZE_LIMIT, enable_SMTPUTF8=False)


def start_lmtp(url: str, intake: Intake) -> _LmtpController:
    """Listen at lmtp://host:port (0: a free port, then in `.port`); `.stop()` ends it."""
    parts = urlsplit(url)
    controller = _LmtpController(_Handler(intake), parts.hostname or "127.0.0.1", parts.port or 0)
    controller.start()
    return controller
