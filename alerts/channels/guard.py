"""A connection outward goes to a public address, decided on the address itself at the moment of connecting.

Checking the text of a URL is not enough: a name may resolve inward, and differently a second later. So the
name is resolved once, and exactly the checked address is dialled (promise I1).
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from crawlers.netguard import is_public

Resolve = Callable[[str, int], list[str]]
_TIMEOUT = 20.0
_ANSWER_LIMIT = 64 * 1024


class Forbidden(OSError):
    """The target is not a public address, or not HTTP."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def post(
    url: str,
    body: bytes,
    headers: dict[str, str],
    *,
    inner_hosts: Collection[str] = (),
    lookup: Resolve = resolve,
    method: str = "POST",
) -> int:
    """Send `body` to `url` and return the status; redirects are answers, never followed.

    Hosts named in `inner_hosts` may be private. Raises Forbidden, or OSError and http.client.HTTPException
    when it cannot be reached.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise Forbidden(f"只能发往 http(s) 地址 / not an http(s) address: {url[:80]!r}")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    sock = _dial(host, port, host in inner_hosts, lookup)
    if parts.scheme == "https":
        sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
    connection = http.client.HTTPConnection(host, port, timeout=_TIMEOUT)
    connection.sock = sock
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body=body, headers=headers)
        answer = connection.getresponse()
        answer.read(_ANSWER_LIMIT)
        return answer.status
    finally:
        connection.close()


def _dial(host: str, port: int, inner: bool, lookup: Resolve) -> socket.socket:
    addresses = lookup(host, port)
    chosen = [one for one in addresses if inner or is_public(one)]
    if not chosen:
        raise Forbidden(f"{host} 不是公网地址 / not a public address: {', '.join(addresses)[:200]}")
    return socket.create_connection((chosen[0], port), timeout=_TIMEOUT)
