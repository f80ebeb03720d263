"""Each notification leaves by the channel that its row names; mail is one of them."""

from __future__ import annotations

from collections.abc import Mapping

from alerts.channels import Channel, DeliveryError
from alerts.outbox import Notification


class ByKind:
    """Passes a notification on to the channel of its kind."""

    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self._channels = channels

    async def deliver(self, mail: Notification) -> None:
        """As the chosen channel; an unknown kind is a permanent failure."""
        channel = self._channels.get(mail.channel)
        if channel is None:
            raise DeliveryError(f"没有通道 {mail.channel} / no such channel", permanent=True)
        await channel.deliver(mail)

    async def close(self) -> None:
        """Close them all."""
        for channel in self._channels.values():
            await channel.close()
