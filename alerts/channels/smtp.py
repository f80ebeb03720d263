"""SMTP through a relay: the only place that knows aiosmtplib; one connection for each worker."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

import aiosmtplib

from alerts.channels import DeliveryError
from alerts.outbox import Notification

_TIMEOUT = 60.0


class SmtpChannel:
    """Delivers to the relay of `url` (smtp://user@host:587 with STARTTLS when offered, smtps://host:465)."""

    def __init__(
        self,
        url: str,
        password: str,
        sender: str,
        *,
        envelope: Callable[[Notification], str] | None = None,
        sign: Callable[[bytes], bytes] | None = None,
    ) -> None:
        self._parts = urlsplit(url)
        self._password = password
        self._envelope = envelope or (lambda _: sender)
        self._sign = sign or (lambda raw: raw)
        self._client: aiosmtplib.SMTP | None = None

    async def deliver(self, mail: Notification) -> None:
        """One transaction; anything short of a clear 250 is an error, a lost connection a temporary one."""
        try:
            client = await self._connected()
            await client.sendmail(self._envelope(mail), [mail.address], self._sign(mail.mime))
        except aiosmtplib.SMTPRecipientsRefused as error:
            first = error.recipients[0]
            raise DeliveryError(f"{first.code} {first.message}", permanent=first.code >= 500) from error
        except aiosmtplib.SMTPAuthenticationError as error:
            await self.close()
            raise DeliveryError(f"认证失败 / authentication refused: {error}", permanent=False) from error
        except aiosmtplib.SMTPResponseException as error:
            await self.close()
            raise DeliveryError(f"{error.code} {error.message}", permanent=500 <= error.code < 600) from error
        except (aiosmtplib.SMTPException, OSError, ssl.SSLError, TimeoutError) as error:
            await self.close()
            raise DeliveryError(f"{type(error).__name__}: {error}", permanent=False) from error

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        client = aiosmtplib.SMTP(
            hostname=self._parts.hostname or "localhost",
            port=self._parts.port,
            use_tls=self._parts.scheme == "smtps",
            username=unquote(self._parts.username) if self._parts.username else None,
            password=self._password or None,
            timeout=_TIMEOUT,
        )
        await client.connect()
        self._client = client
        return client

    async def close(self) -> None:
        """Say goodbye if possible; a dead connection is just dropped."""
        client, self._client = self._client, None
        if client is not None and client.is_connected:
            try:
                await client.quit()
            except (aiosmtplib.SMTPException, OSError, TimeoutError):
                client.close()
