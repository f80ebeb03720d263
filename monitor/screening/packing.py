"""Packs a key of any family into one whole number below 2**63, the same in every process and machine."""

from __future__ import annotations

from binascii import crc32
from functools import cache

FAMILY_BITS = 58  # the top bits name the family, so that a rare pair never equals a run of letters
_BODY = (1 << FAMILY_BITS) - 1
CHAR_BITS = 21
SYLLABLE_BITS = 10


def chars(family: int, *codes: int) -> int:
    """At most two code points, in the order given."""
    body = 0
    for code in codes:
        body = body << CHAR_BITS | code
    return family << FAMILY_BITS | body


def sounds(family: int, syllables: tuple[int, ...], mark: int = 0) -> int:
    """At most five syllable numbers (each below 1,024) and a small number that tells their kind apart."""
    body = mark
    for number in syllables:
        body = body << SYLLABLE_BITS | number
    return family << FAMILY_BITS | body & _BODY


def letters(family: int, text: str) -> int:
    """A text of any length, by two checksums of 29 bits each."""
    raw = text.encode()
    first = crc32(raw)
    return family << FAMILY_BITS | (first & 0x1FFFFFFF) << 29 | (first ^ _second(len(raw))) >> 3


@cache
def _second(length: int) -> int:
    """What a checksum differs by when it is begun with another value; the same for all texts of a length."""
    return crc32(bytes(length), 0x5A17) ^ crc32(bytes(length))
