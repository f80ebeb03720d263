"""Ways out for a notification; each raises DeliveryError and says whether a retry can help."""

from __future__ import annotations

from typing import Protocol

from alerts.outbox import Notification


class DeliveryError(Exception):
    """A mail was not accepted. `permanent`: no retry can help."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.permanent = permanent


class Channel(Protocol):
    """Delivers one notification, or raises DeliveryError; an unknown outcome is a temporary error."""

    async def deliver(self, mail: Notification) -> None:
        """Return only after the next hop has taken responsibility."""

    async def close(self) -> None:
        """Give back the connection, if any."""
