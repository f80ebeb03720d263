"""Knows by number what two Han characters have in common: their bits, sounds, shapes and fields, as packed arrays.

The same rules as `monitor.matching.likeness`, read from the same tables. A character that the table of
frequencies lacks has number 0, of which nothing is known here: whoever meets it must ask the matcher.
Rows of sounds are made when a sign's character is first met, so that starting costs little.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitor.matching import readings, tables
from monitor.matching.likeness import SHAPE_FROM, SOUND_FROM, fields, shape_bits, sound_bits
from monitor.matching.rarity import char_bits
from monitor.screening.caches import trim

Ids = NDArray[np.uint16]
Floats = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]
_READINGS = 8
WHOLE = 250  # the same sound
_CODES = 0x10000


@cache
def listed() -> tuple[str, ...]:
    """The characters that have a number, in its order; number 0 is nobody's."""
    known = (text for text, *_ in tables.rows("han_frequency.tsv.gz") if len(text) == 1)
    return ("", *sorted(char for char in known if ord(char) < _CODES))


@cache
def _by_code() -> Ids:
    found = np.zeros(_CODES + 1, dtype=np.uint16)
    found[[ord(char) for char in listed()[1:]]] = np.arange(1, len(listed()))
    return found


def ids(text: str, width: int) -> Ids:
    """The numbers of a text's characters, filled up with 0."""
    codes = np.minimum([ord(char) for char in text[:width]], _CODES) if text else []
    found = np.zeros(width, dtype=np.uint16)
    found[: len(codes)] = _by_code()[codes]
    return found


def all_known(text: str) -> bool:
    """Whether every character has a number."""
    return bool(ids(text, len(text)).all())


class Characters:
    """What each number means; one of it serves a process."""

    def __init__(self) -> None:
        chars = listed()[1:]
        self.bits = _floats(map(char_bits, chars))
        self.sound = _floats(map(sound_bits, chars))
        self.merged = _floats(sound_bits(char, merged=True) for char in chars)
        self.shape = _floats(map(shape_bits, chars))
        self.field = _fields()
        self._seen = np.zeros(len(listed()), dtype=np.bool_)
        spoken = [readings.readings(char)[:_READINGS] for char in chars]
        self._ways = sorted(set(spoken) | {()})
        number = {way: n for n, way in enumerate(self._ways)}
        self._way = np.array([number[()], *(number[way] for way in spoken)], dtype=np.uint16)
        self._heard = np.zeros((len(self._ways), len(self._ways)), dtype=np.uint8)
        self._met: set[int] = set()
        self._syllables, self._said = _said(self._ways)
        trim(1000)  # the rows of look-alikes that were read for this

    def meet(self, numbers: Ids) -> None:
        """Make the rows of sounds of a sign's characters; once for each way to read a character."""
        for way in np.unique(self._way[numbers]).tolist():
            if way not in self._met:
                self._met.add(way)
                near = [_near(own, self._syllables)[self._said].max(axis=1) for own in self._ways[way]]
                if near:
                    self._heard[way] = np.ceil(np.max(near, axis=0) * WHOLE - 1e-3)

    def heard(self, sign: Ids, mark: Ids) -> NDArray[np.uint8]:
        """How alike characters sound, of `WHOLE`, rounded up; 0 under `SOUND_FROM`."""
        return self._heard[self._way[sign], self._way[mark]]

    def may_look_alike(self, sign: Ids, mark: Ids) -> Flags:
        """False only where two characters do not look alike."""
        place = sign.astype(np.uint32) * np.uint32(len(self.bits)) + mark
        found: Flags = (_shapes()[0][place >> 3] >> (place & 7).astype(np.uint8) & 1).astype(np.bool_)
        return found

    def seen(self, sign: Ids, mark: Ids) -> Floats:
        """How alike characters look, 0 to 1; 0 under `SHAPE_FROM`."""
        _, keys, values = _shapes()
        wanted = sign.astype(np.uint32) * np.uint32(len(self.bits)) + mark
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[at] == wanted, values[at], 0) / np.float32(100)


def _floats(values: Iterable[float]) -> Floats:
    return np.array([0.0, *values], dtype=np.float32)


def _said(ways: list[tuple[str, ...]]) -> tuple[list[str], NDArray[np.int16]]:
    """All syllables, and for each way of reading the places of its syllables among them (0: none)."""
    syllables = sorted({s for way in ways for s in way})
    place = {s: n for n, s in enumerate(syllables, 1)}
    table = np.zeros((len(ways), _READINGS), dtype=np.int16)
    for n, way in enumerate(ways):
        table[n, : len(way)] = [place[s] for s in way]
    return syllables, table


def _near(own: str, syllables: list[str]) -> Floats:
    compare = readings.syllable_similarity.__wrapped__  # past its cache: each pair is asked for once
    near = np.array([0.0, *(compare(own, s) for s in syllables)], dtype=np.float32)
    near[near < SOUND_FROM] = 0.0
    return near


def _fields() -> NDArray[np.uint64]:
    """The closed fields of meaning of each character, as bits."""
    found = np.zeros(len(listed()), dtype=np.uint64)
    for char, numbers in fields().items():
        found[ids(char, 1)] = sum({1 << number % 64 for number in numbers})
    found[0] = 0
    return found


@cache
def _shapes() -> tuple[NDArray[np.uint8], NDArray[np.uint32], NDArray[np.uint8]]:
    """Pairs that look alike: a field of bits, the pairs in order, and how alike in hundredths."""
    size = len(listed())
    held = [row for row in tables.rows("glyphs.tsv.gz") if ord(row[0]) < _CODES and _by_code()[ord(row[0])]]
    heads, others = "".join(row[0] for row in held), "".join(row[1] for row in held)
    scores = np.frombuffer("".join(row[2] for row in held).encode(), dtype=np.uint8).reshape(-1, 2) - 48
    ours = np.repeat(ids(heads, len(heads)).astype(np.uint32), [len(row[1]) for row in held])
    theirs, alike = ids(others, len(others)).astype(np.uint32), scores[:, 0] * 10 + scores[:, 1]
    kept = (theirs > 0) & (alike >= 100 * SHAPE_FROM)
    ours, theirs, alike = ours[kept], theirs[kept], np.tile(alike[kept], 2)
    both = np.concatenate([ours * np.uint32(size) + theirs, theirs * np.uint32(size) + ours])
    order = np.lexsort((alike, both))
    both, alike = both[order], alike[order]
    last = np.append(both[1:] != both[:-1], True)  # of a pair that is listed twice the higher counts
    keys, values = both[last], alike[last]
    bits = np.zeros((size * size + 7) // 8, dtype=np.uint8)
    np.bitwise_or.at(bits, keys >> 3, np.uint8(1) << (keys & 7).astype(np.uint8))
    return bits, keys, values


@lru_cache(maxsize=8192)
def similar_looks(char: str, limit: int = 32) -> tuple[int, ...]:
    """Code points of at most `limit` listed characters that look alike at all, the nearest first."""
    _, keys, values = _shapes()
    number, size = int(ids(char, 1)[0]), len(listed())
    low, high = np.searchsorted(keys, [number * size, (number + 1) * size])
    if not number:
        return ()
    order = np.argsort(-values[low:high].astype(np.int16), kind="stable")[:limit]
    return tuple(ord(listed()[n]) for n in (keys[low:high][order] % size).tolist())


@cache
def characters() -> Characters:
    """The one of this process."""
    return Characters()
