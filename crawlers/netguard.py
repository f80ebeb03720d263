"""No connection to a private, loopback, link-local, shared or metadata address, whatever name led there.

Two walls: `refuse_url` judges an address before it is asked for (per redirect hop too), and an audit hook
judges the numeric address at the moment of connecting, so that a name that changes its answer, an odd
notation or a spider with its own sockets gains nothing. Loopback is open only to the (address, port) pairs
that the source's own configuration allows (demo and tests).
"""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys
import unicodedata
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

Loopback = Collection[tuple[str, int]]

_PORTS = {"http": 80, "https": 443}
_GLOBAL_V6 = ipaddress.ip_network("2000::/3")
#: Beyond what `is_global` knows on every interpreter: tunnels, documentation, cloud metadata services.
_NEVER = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "224.0.0.0/3",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
)
_LOCAL_NAMES = ("localhost", ".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa")


class Forbidden(PermissionError):
    """The address must not be connected to."""

    def __init__(self, what: str) -> None:
        super().__init__(errno.EACCES, f"禁止访问的地址 / forbidden address: {what}")


def is_public(text: str) -> bool:
    """True for a numeric address of the open internet; IPv6 only as plain unicast, without tunnels."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(str(address.ipv4_mapped))
        if address not in _GLOBAL_V6:
            return False
    if any(address.version == net.version and address in net for net in _NEVER):
        return False
    return address.is_global and not address.is_multicast


def check_address(host: str, port: int, loopback: Loopback) -> None:
    """Raise Forbidden unless (host, port) may be connected to; `host` must be numeric."""
    if not is_public(host) and (host, port) not in loopback:
        raise Forbidden(f"{host}:{port}")


def refuse_url(url: str, loopback: Loopback) -> None:
    """Raise Forbidden for a URL that must not be asked for; a plain name passes and is judged again later."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise Forbidden(url[:200]) from None
    host = unicodedata.normalize("NFKC", parts.hostname or "").lower().rstrip(".")
    if parts.scheme not in _PORTS or not host or parts.username or parts.password:
        raise Forbidden(url[:200])
    numeric = _numeric(host)
    if numeric:
        check_address(numeric, port, loopback)
    elif host == "localhost" or host.endswith(_LOCAL_NAMES) or "." not in host:
        raise Forbidden(url[:200])


def _numeric(host: str) -> str:
    """The address that a host like `0x7f.1`, `2130706433` or `[::1]` means; "" for a name."""
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeEncodeError):
        return ""


def guard_process(loopback: Loopback) -> None:
    """From now on no socket of this process connects to a forbidden address; cannot be undone."""
    allowed = frozenset(loopback)

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            _judge(args[1], allowed)

    sys.addaudithook(hook)


def _judge(address: object, allowed: Loopback) -> None:
    if address is None:  # an already connected socket
        return
    if not isinstance(address, tuple) or len(address) < 2:
        raise Forbidden(str(address)[:200])
    check_address(str(address[0]), int(address[1]), allowed)
