"""What a query of Chinese text asks for: its own keys and, in place of each character, what is like it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from monitor.matching.fold import HAN
from monitor.matching.rarity import char_bits
from monitor.screening.characters import similar_looks
from monitor.screening.hankeys import (
    FAMILY,
    LONG,
    RARE_BITS,
    WINDOW_MOST,
    heard_as,
    in_class,
    look_alikes,
    merged,
    near_sounds,
    pair,
    places,
    spoken,
    written_apart,
)
from monitor.screening.packing import chars, sounds

TITLE_LIKES = 4  # look-alikes asked for in a title, the nearest
_CHAR, _HEARD, _WHOLE, _THREE = (FAMILY[name] for name in ("char", "heard", "whole", "three"))
_LACKING, _LONE, _CLASS = (FAMILY[name] for name in ("lacking", "lone", "class"))


def apart_probes(units: str) -> tuple[int, ...]:
    """What a query asks for in case it, or a text, writes characters as their parts."""
    return tuple(written_apart(units, FAMILY["joined"], FAMILY["parts"]))


def class_probes(units: str, classes: tuple[int, ...]) -> Iterator[int]:
    """Characters for goods of one class, as asked for; titles ask for none."""
    for char in set(units) if len(units) < LONG else ():
        for code in in_class(char):
            for nice in classes:
                yield chars(_CLASS, code, nice)


@lru_cache(maxsize=4096)
def han_probes(units: str) -> tuple[int, ...]:
    """The keys that a query of Han units asks for."""
    if len(units) >= LONG:
        return title_probes(units)
    found = {chars(_CHAR, ord(c)) for c in units if char_bits(c) >= RARE_BITS}
    found.update(chars(_LONE, ord(c)) for c in units)
    for i, j in places(len(units)):
        _pair_probes(found, units[i], units[j])
    found.update(_sound_probes(units))
    found.update(apart_probes(units))
    found.update(double_probes(units))
    return tuple(found)


def double_probes(units: str) -> tuple[int, ...]:
    """Of two characters: both replaced by ones that look somewhat alike, or one so and the other by sound."""
    if len(units) != 2:
        return ()
    a, b = (similar_looks(char) for char in units)
    found = [pair(x, y) for x in a for y in b]
    found += [chars(_HEARD, x, s << 1) for x in a for s in heard_as(units[1])]
    found += [chars(_HEARD, y, s << 1 | 1) for y in b for s in heard_as(units[0])]
    return tuple(found)


def _pair_probes(found: set[int], a: str, b: str) -> None:
    first, second = ord(a), ord(b)
    found.add(pair(first, second))
    found.update([pair(first, other) for other in look_alikes(b)])
    found.update([pair(second, other) for other in look_alikes(a)])
    found.update([chars(_HEARD, first, s << 1) for s in near_sounds(b)])
    found.update([chars(_HEARD, second, s << 1 | 1) for s in near_sounds(a)])


def _sound_probes(units: str) -> Iterator[int]:
    length = len(units)
    for start in range(length - 1):
        yield from (sounds(_WHOLE, way) for way in spoken(units[start : start + 2]))
    for start in range(length - 2):
        yield from (sounds(_THREE, way) for way in spoken(units[start : start + 3]))
    for size in range(2, min(length, WINDOW_MOST) + 1):
        for start in range(length - size + 1):
            for way in spoken(units[start : start + size]):
                yield from _lacking(way)


def _lacking(way: tuple[int, ...]) -> Iterator[int]:
    """A window as it may stand against a text of one more, the same or (one left out) the same length."""
    size = len(way)
    if size < WINDOW_MOST:
        yield sounds(_LACKING, way, size + 1)
    if size >= 3:
        yield from (sounds(_LACKING, way[:k] + way[k + 1 :], size) for k in range(size))


_BEFORE, _AFTER = re.compile(f"([a-z]{{1,6}})([{HAN}])"), re.compile(f"([{HAN}])([a-z]{{1,6}})")


def mixed_probes(folded: str) -> Iterator[int]:
    """A syllable written in letters beside a character: mao台, 华wei."""
    for spelt, char in _BEFORE.findall(folded):
        yield from (chars(_HEARD, ord(char), s << 1 | 1) for s in _spelt_as(spelt))
    for char, spelt in _AFTER.findall(folded):
        yield from (chars(_HEARD, ord(char), s << 1) for s in _spelt_as(spelt))


def _spelt_as(letters_: str) -> Iterator[int]:
    number = merged(letters_)
    if number:
        yield number


def title_probes(units: str) -> tuple[int, ...]:
    """A title asks for neighbours: as written, one of them misspelt, or three in a row as heard."""
    found: set[int] = set()
    for a, b in zip(units, units[1:], strict=False):
        found.add(pair(ord(a), ord(b)))
        found.update([pair(ord(a), other) for other in look_alikes(b, TITLE_LIKES)])
        found.update([pair(ord(b), other) for other in look_alikes(a, TITLE_LIKES)])
        found.update([chars(_HEARD, ord(a), s << 1) for s in heard_as(b)])
        found.update([chars(_HEARD, ord(b), s << 1 | 1) for s in heard_as(a)])
    for start in range(len(units) - 2):
        found.update(sounds(_THREE, way) for way in spoken(units[start : start + 3]))
    return tuple(found)
