"""Around every answer: strict headers, no cookies, a limit on what is sent to us, a limit on how often."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 3 * 1024 * 1024
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}


class Guards:
    """ASGI middleware; a body over MAX_BODY is answered 413 before it is read to the end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the limit on its body and the headers on its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        lengths = [v for k, v in scope["headers"] if k == b"content-length"]
        if lengths and (not lengths[0].isdigit() or int(lengths[0]) > MAX_BODY):
            await _refuse(send)
            return
        taken = 0

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            return {"type": "http.disconnect"} if taken > MAX_BODY else message

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, limited, dressed)


async def _refuse(send: Send) -> None:
    body = "内容过大 / too large".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    headers += [(k.lower().encode(), v.encode()) for k, v in HEADERS.items()]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class Rate:
    """At most `limit` acts of one name in `seconds`; remembers the last 10,000 names only."""

    def __init__(self, limit: int, seconds: float, timer: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._seconds, self._timer = limit, seconds, timer
        self._acts: OrderedDict[str, list[float]] = OrderedDict()

    def allows(self, name: str) -> bool:
        """Count one act of `name`; False when it is one too many."""
        now = self._timer()
        acts = [at for at in self._acts.pop(name, []) if now - at < self._seconds]
        allowed = len(acts) < self._limit
        self._acts[name] = [*acts, now] if allowed else acts
        while len(self._acts) > 10_000:
            self._acts.popitem(last=False)
        return allowed
