"""Packs a key of any family into one whole number below 2**63, the same in every process and machine."""

from __future__ import annotations

from binascii import crc32

_FAMILY = 58  # the top bits name the family, so that a rare pair never equals a run of letters
_BODY = (1 << _FAMILY) - 1
_CHAR = 21
_SYLLABLE = 10


def chars(family: int, *codes: int) -> int:
    """At most two code points, in the order given."""
    body = 0
    for code in codes:
        body = body << _CHAR | code
    return family << _FAMILY | body


def sounds(family: int, syllables: tuple[int, ...], mark: int = 0) -> int:
    """At most five syllable numbers (each below 1,024) and a small number that tells their kind apart."""
    body = mark
    for number in syllables:
        body = body << _SYLLABLE | number
    return family << _FAMILY | body & _BODY


def letters(family: int, text: str) -> int:
    """A text of any length, by two checksums of 29 bits each."""
    raw = text.encode()
    return family << _FAMILY | (crc32(raw) & 0x1FFFFFFF) << 29 | crc32(raw, 0x5A17) >> 3
