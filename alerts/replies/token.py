"""Addresses that prove themselves: the reply address of one case and person, the return path of one mail.

`t+<case12>.<mac26>` and `b+<case12>.<mac26>`: 60 bits of numbers and a 128-bit HMAC-SHA256 over them,
lower-case base32, 41 octets (64 are allowed). Checked without a database (reliability 7.2; 7.3, gate 2). Keys
are rotated; the newest signs, the newest two are accepted. A token is not an identity: everyone in copy holds
it, so the mailbox that it was issued to is compared as well (`is_bound`).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_EPOCH = date(2025, 1, 1)
_ACCEPTED_KEYS = 2
_SHORTEST_KEY = 16
_LOCAL = re.compile(r"([tb])\+([a-z2-7]{12})\.([a-z2-7]{26})")
_REPLY_BITS = (24, 8, 16, 12)  # case, revision, recipient, expiry in days
_RETURN_BITS = (48, 12)  # notification, expiry in days


@dataclass(frozen=True)
class ReplyToken:
    """One case at one revision, for one recipient row, until the end of `expires`."""

    case: int
    revision: int
    recipient: int
    expires: date


@dataclass(frozen=True)
class ReturnToken:
    """One notification row, until the end of `expires`."""

    notification: int
    expires: date


def reply_local_part(token: ReplyToken, keys: Sequence[bytes]) -> str:
    """The part before @ of Reply-To; ValueError when a number does not fit or the key is short."""
    numbers = (token.case, token.revision, token.recipient, _days(token.expires))
    return _signed("t", _packed(numbers, _REPLY_BITS), keys)


def return_local_part(token: ReturnToken, keys: Sequence[bytes]) -> str:
    """The part before @ of the envelope sender."""
    return _signed("b", _packed((token.notification, _days(token.expires)), _RETURN_BITS), keys)


def read_reply_address(address: str, keys: Sequence[bytes]) -> ReplyToken | None:
    """The token of a genuine reply address (expired or not), otherwise `None`."""
    packed = _verified("t", address, keys)
    if packed is None:
        return None
    case, revision, recipient, days = _unpacked(packed, _REPLY_BITS)
    return ReplyToken(case, revision, recipient, _EPOCH + timedelta(days=days))


def read_return_address(address: str, keys: Sequence[bytes]) -> ReturnToken | None:
    """The token of a genuine return path (expired or not), otherwise `None`."""
    packed = _verified("b", address, keys)
    if packed is None:
        return None
    notification, days = _unpacked(packed, _RETURN_BITS)
    return ReturnToken(notification, _EPOCH + timedelta(days=days))


def is_expired(token: ReplyToken | ReturnToken, today: date) -> bool:
    """True after the last day; `today` is the day in Chengdu."""
    return today > token.expires


def is_bound(registered: str, sender: str | None) -> bool:
    """True when the mail comes from the very mailbox that the token was issued to."""
    if not sender or not registered.isascii() or not sender.isascii():
        return False
    return hmac.compare_digest(registered.strip().lower().encode(), sender.strip().lower().encode())


def _days(day: date) -> int:
    return (day - _EPOCH).days


def _packed(numbers: Sequence[int], bits: Sequence[int]) -> bytes:
    total = 0
    for number, width in zip(numbers, bits, strict=True):
        if not 0 <= number < 1 << width:
            raise ValueError(f"{number} 超出 {width} 位 / {number} does not fit in {width} bits")
        total = total << width | number
    return _base32((total << 4).to_bytes(8, "big"))[:12].encode()


def _unpacked(packed: bytes, bits: Sequence[int]) -> list[int]:
    total = int.from_bytes(base64.b32decode(packed.upper() + b"A==="), "big") >> 4
    numbers: list[int] = []
    for width in reversed(bits):
        numbers.append(total & ((1 << width) - 1))
        total >>= width
    return numbers[::-1]


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()


def _mac(kind: str, packed: bytes, key: bytes) -> str:
    if len(key) < _SHORTEST_KEY:
        raise ValueError("密钥不足 16 字节 / key shorter than 16 bytes")
    return _base32(hmac.digest(key, b"zhiwei-mail-1\0" + kind.encode() + packed, hashlib.sha256)[:16])


def _signed(kind: str, packed: bytes, keys: Sequence[bytes]) -> str:
    return f"{kind}+{packed.decode()}.{_mac(kind, packed, keys[0])}"


def _verified(kind: str, address: str, keys: Sequence[bytes]) -> bytes | None:
    found = _LOCAL.fullmatch(address.split("@")[0].strip().strip("<").lower())
    if found is None or found[1] != kind:
        return None
    packed = found[2].encode()
    for key in keys[:_ACCEPTED_KEYS]:
        if hmac.compare_digest(_mac(kind, packed, key), found[3]):
            try:
                base64.b32decode(packed.upper() + b"A===")
            except binascii.Error:
                return None
            return packed
    return None
