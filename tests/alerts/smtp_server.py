"""A real SMTP server on loopback with a fault switch; its journal is the outside judge of what was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

from alerts.intake.listener import LoopbackController


@dataclass
class SmtpServer:
    """`answer(number, envelope)` gives the reply to DATA; None drops the line after the final dot."""

    answer: Callable[[int, Any], str | None] = lambda number, envelope: "250 OK"
    rcpt: Callable[[str], str] = lambda address: "250 OK"
    mails: list[tuple[str, bytes]] = field(default_factory=list)
    tries: int = 0
    url: str = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        reply = self.rcpt(address)
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.tries += 1
        reply = self.answer(self.tries, envelope)
        if reply is None or reply.startswith("250"):
            self.mails += [(to, bytes(envelope.content)) for to in envelope.rcpt_tos]
        if reply is None:
            server.transport.abort()
            return "250 never heard"
        return reply

    def messages(self) -> list[Message]:
        return [message_from_bytes(raw) for _, raw in self.mails]

    def ids(self) -> list[str]:
        return [message["Message-ID"] for message in self.messages()]


@contextmanager
def smtp_server(**options: Any) -> Iterator[SmtpServer]:
    """Run a server on a free port for the time of the block."""
    server = SmtpServer(**options)
    controller = LoopbackController(server)
    controller.start()
    try:
        server.url = controller.url
        yield server
    finally:
        controller.stop()
