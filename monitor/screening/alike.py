"""Says of many pairs of characters at once how alike they can be at most, as arrays instead of calls.

The same rules as `monitor.matching.likeness`, read from the same tables; a row for a character is made when
it is first met. Bits are in eighths and worth in hundredths, both rounded up, so that a sum over them is
never below the matcher's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from monitor.matching import readings, tables
from monitor.matching.han import WORTH
from monitor.matching.likeness import SHAPE_FROM, SOUND_FROM, same_field_chars, shape_bits, sound_bits
from monitor.matching.rarity import char_bits

BIT = 8
HUNDRED = 100
_READINGS = 4
Bytes = NDArray[np.uint8]


@cache
def numbers() -> dict[str, int]:
    """Every character of the frequency table by its number, from 1; others are 0 and equal only themselves."""
    listed = sorted(text for text, *_ in tables.rows("han_frequency.tsv.gz") if len(text) == 1)
    return {char: number for number, char in enumerate(listed, 1)}


def ids(text: str, width: int) -> NDArray[np.uint16]:
    """The numbers of a text's characters, filled up with 0."""
    known = numbers()
    found = np.zeros(width, dtype=np.uint16)
    found[: len(text)] = [known.get(char, 0) for char in text[:width]]
    return found


@cache
def _syllables() -> dict[str, int]:
    spoken = {s for char in numbers() for s in readings.readings(char)}
    return {syllable: n for n, syllable in enumerate(sorted(spoken), 1)}


@cache
def _spoken() -> NDArray[np.int16]:
    """The syllables of every character, by their numbers."""
    table = np.zeros((len(numbers()) + 1, _READINGS), dtype=np.int16)
    for char, number in numbers().items():
        own = [_syllables()[s] for s in readings.readings(char)[:_READINGS]]
        table[number, : len(own)] = own
    return table


@cache
def _near(syllable: str) -> NDArray[np.float32]:
    """How near every syllable is to one."""
    near = [0.0] + [readings.syllable_similarity(syllable, other) for other in _syllables()]
    return np.array(near, dtype=np.float32)


@cache
def _rarity() -> tuple[NDArray[np.float32], ...]:
    """Bits of every character, of its sound, of its merged sound and of its shape."""
    chars = list(numbers())
    rows = [[0.0, *map(char_bits, chars)], [0.0, *map(sound_bits, chars)]]
    rows.append([0.0, *(sound_bits(char, merged=True) for char in chars)])
    rows.append([0.0, *map(shape_bits, chars)])
    return tuple(np.array(row, dtype=np.float32) for row in rows)


class Likenesses:
    """`bits[s, m]` and `worth[s, m]` between a sign's character s and a mark's m; rows are filled by `meet`."""

    def __init__(self) -> None:
        size = len(numbers()) + 1
        self.bits: Bytes = np.zeros((size, size), dtype=np.uint8)
        self.worth: Bytes = np.zeros((size, size), dtype=np.uint8)
        self._met: set[str] = set()

    def meet(self, chars: Iterable[str]) -> None:
        """Fill the rows of a sign's characters."""
        for char in chars:
            if char not in self._met:
                self._met.add(char)
                if char in numbers():
                    self._fill(char, numbers()[char])

    def _fill(self, char: str, row: int) -> None:
        plain, sound, merged, _ = _rarity()
        heard = np.zeros(len(plain), dtype=np.float32)
        for syllable in readings.readings(char):
            heard = np.maximum(heard, _near(syllable)[_spoken()].max(axis=1))
        heard[heard < SOUND_FROM] = 0.0
        bits = heard * np.where(heard < 1.0, merged, sound)
        worth = np.where(heard > 0, WORTH["sound"], 0.0)
        others, seen = _look_alikes(row)
        both = heard[others] > 0
        bits[others] = np.maximum(bits[others], seen * _rarity()[3][others]) + both
        worth[others] = np.maximum(worth[others], np.where(both, WORTH["both"], WORTH["shape"]))
        for other_char in same_field_chars(char):
            other = numbers().get(other_char, 0)
            bits[other], worth[other] = max(bits[other], 1.0), max(worth[other], WORTH["meaning"])
        bits = np.minimum(bits, plain)
        bits[row], worth[row] = plain[row], 1.0
        bits[0] = worth[0] = 0.0
        self.bits[row] = np.ceil(bits * BIT - 1e-3)
        self.worth[row] = np.ceil(worth * HUNDRED - 1e-3)


@cache
def _shapes() -> tuple[NDArray[np.int64], NDArray[np.uint16], NDArray[np.float32]]:
    """Look-alikes by character: where each one's begin, their numbers, how alike."""
    known = numbers()
    pairs: list[tuple[int, int, int]] = []
    for char, others, scores in tables.rows("glyphs.tsv.gz"):
        own = known.get(char)
        for at, other in enumerate(others) if own else ():
            number = known.get(other)
            score = int(scores[2 * at : 2 * at + 2])
            if own and number and score >= 100 * SHAPE_FROM:
                pairs += ((own, number, score), (number, own, score))
    found = np.array(sorted(set(pairs)), dtype=np.int32).reshape(-1, 3)
    begins = np.searchsorted(found[:, 0], np.arange(len(known) + 2))
    return begins, found[:, 1].astype(np.uint16), found[:, 2].astype(np.float32) / np.float32(100)


def _look_alikes(number: int) -> tuple[NDArray[np.uint16], NDArray[np.float32]]:
    begins, others, seen = _shapes()
    part = slice(begins[number], begins[number + 1])
    return others[part], seen[part]
