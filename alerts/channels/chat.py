"""Robots of chat rooms (企业微信, 钉钉, 飞书): the only place that knows apprise."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import apprise

from alerts.channels import DeliveryError
from alerts.outbox import Notification

#: Schemes of the three robots as apprise writes them.
SCHEMES = ("wecombot", "dingtalk", "feishu")


class ChatChannel:
    """Delivers a short text to the robot behind a target name; the secret URLs stay in the settings."""

    def __init__(self, targets: Mapping[str, str]) -> None:
        self._targets = targets

    async def deliver(self, mail: Notification) -> None:
        """Hand the text to the room's robot; a refusal may pass, so it is tried again."""
        url = self._targets.get(mail.address)
        if url is None:
            raise DeliveryError(f"设置里已没有 {mail.address} / no such room any more", permanent=True)
        room = apprise.Apprise()
        if url.partition(":")[0] not in SCHEMES or not room.add(url):
            raise DeliveryError(f"{mail.address} 的地址不可用 / not a usable robot address", permanent=True)
        title, _, text = mail.mime.decode().partition("\n")
        if not await asyncio.to_thread(room.notify, body=text, title=title):
            raise DeliveryError(f"{mail.address} 没有收下 / the robot refused", permanent=False)

    async def close(self) -> None:
        """Nothing is held open."""
