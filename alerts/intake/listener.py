"""An aiosmtpd listener that can be given a free port by the system."""

from __future__ import annotations

from typing import Any

from aiosmtpd.controller import Controller


class LoopbackController(Controller):
    """Port 0 is a free port, known in `.port` once it runs; the library itself cannot do that."""

    def __init__(self, handler: object, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(handler, hostname=host, port=port)

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]

    @property
    def url(self) -> str:
        """Where it listens, as `[mail] smtp` wants it."""
        return f"smtp://{self.hostname}:{self.port}"
