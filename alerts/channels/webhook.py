"""A signed POST to another system: HMAC-SHA256 over time and body, so that it can be checked and not replayed."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import http.client
from collections.abc import Callable, Mapping
from datetime import datetime

from alerts.channels import DeliveryError
from alerts.channels.guard import Forbidden, Resolve, post, resolve
from alerts.outbox import Notification


def signature(key: bytes, timestamp: str, body: bytes) -> str:
    """`v1=` and the hexadecimal HMAC of `timestamp.body`; what a receiver computes again."""
    return "v1=" + hmac.new(key, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class WebhookChannel:
    """Delivers to the URL behind a target name; the names stand in the outbox, the URLs in the settings."""

    def __init__(
        self,
        targets: Mapping[str, str],
        key: bytes,
        clock: Callable[[], datetime],
        *,
        inner_hosts: tuple[str, ...] = (),
        lookup: Resolve = resolve,
    ) -> None:
        self._targets, self._key, self._clock = targets, key, clock
        self._inner, self._lookup = inner_hosts, lookup

    async def deliver(self, mail: Notification) -> None:
        """200–299 is taken; a private address or an unknown target is permanent, anything else is tried again."""
        url = self._targets.get(mail.address)
        if url is None:
            raise DeliveryError(f"设置里已没有 {mail.address} / no such webhook any more", permanent=True)
        timestamp = str(int(self._clock().timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "zhiwei",
            "X-Zhiwei-Id": mail.message_id.strip("<>"),
            "X-Zhiwei-Timestamp": timestamp,
            "X-Zhiwei-Signature": signature(self._key, timestamp, mail.mime),
        }
        try:
            status = await asyncio.to_thread(
                post, url, mail.mime, headers, inner_hosts=self._inner, lookup=self._lookup
            )
        except Forbidden as error:
            raise DeliveryError(str(error), permanent=True) from error
        except (OSError, http.client.HTTPException) as error:
            raise DeliveryError(f"{mail.address}：{error} / not reached", permanent=False) from error
        if not 200 <= status < 300:
            raise DeliveryError(f"{mail.address} 答复 {status} / answered {status}", permanent=status == 410)

    async def close(self) -> None:
        """Nothing is held open."""
