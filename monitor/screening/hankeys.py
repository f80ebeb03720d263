"""Keys of Chinese text: characters and syllables that two signs must share before they can be confused.

Stored for each text, unexpanded: rare characters; the first and any but the commonest characters, for goods of one class;
pairs of characters in any order; a character with the sound of its neighbour; the sounds of two characters;
three sounds in a row; the sounds of three to six characters with one left out. A query asks for the same
and, in place of each character, its look-alikes and near sounds. Why these: docs/measurements/performance.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product

from monitor.matching import glyphs, readings, tables
from monitor.matching.hanparts import strong_part
from monitor.matching.rarity import char_bits
from monitor.matching.weak import weak_mask
from monitor.screening.packing import chars, letters, sounds

RARE_BITS = 10.0  # a character in at most one of a thousand everyday names is a key by itself
CLASS_BITS = 6.5  # one in a hundred, where the goods are of one class
NEAR_SOUND = 0.6
LONG = 12  # from here on a text is a title: only neighbours are paired
SPOKEN_MOST = 4  # combinations of readings of one text
_APART_MOST = 3  # characters that one may fall into (李 as 木子)
REACH = 3
_CHAR, _PAIR, _HEARD, _WHOLE, _THREE, _LACKING, _LONE, _CLASS = range(1, 9)
_PARTS, _JOINED = 21, 22
WINDOW_MOST = 6  # characters whose sounds are compared with one left out
FAMILY = {
    "char": _CHAR, "pair": _PAIR, "heard": _HEARD, "whole": _WHOLE, "three": _THREE, "lacking": _LACKING,
    "lone": _LONE, "class": _CLASS, "parts": _PARTS, "joined": _JOINED,
}  # fmt: skip


@cache
def _classes() -> dict[str, int]:
    return {name: n for n, name in enumerate(sorted(set(map(readings.fuzzy, _syllables()))), 1)}


@cache
def _syllables() -> tuple[str, ...]:
    return tuple(sorted({s for sounding, _ in tables.rows("readings.tsv.gz") for s in sounding.split()}))


def merged(syllable: str) -> int:
    """The number of a syllable's merged class; 0 for what is no syllable."""
    return _classes()[readings.fuzzy(syllable)] if syllable in _syllables() else 0


@lru_cache(maxsize=32768)
def heard_as(char: str) -> tuple[int, ...]:
    """Numbers of the merged syllables of one character; one of its own where it has no reading."""
    own = sorted({_classes()[readings.fuzzy(s)] for s in readings.readings(char)})
    return tuple(own) or (600 + ord(char) % 400,)


@lru_cache(maxsize=4096)
def _near_classes(syllable: str) -> frozenset[int]:
    return frozenset(
        _classes()[readings.fuzzy(other)]
        for other in _syllables()
        if readings.syllable_similarity(syllable, other) >= NEAR_SOUND
    )


@lru_cache(maxsize=32768)
def near_sounds(char: str) -> tuple[int, ...]:
    """Numbers of all merged syllables that a listener may take for the character's own."""
    near = {number for s in readings.readings(char) for number in _near_classes(s)}
    return tuple(sorted(near | set(heard_as(char))))


@lru_cache(maxsize=32768)
def look_alikes(char: str, limit: int = 32) -> tuple[int, ...]:
    """Code points of the characters that look like this one, the nearest first."""
    return tuple(ord(other) for other, _ in glyphs.neighbours(char, limit))


@lru_cache(maxsize=32768)
def in_class(char: str) -> tuple[int, ...]:
    """The character and those that both look and sound like it."""
    own = set(heard_as(char))
    return (ord(char), *(code for code in look_alikes(char) if own & set(heard_as(chr(code)))))


def pair(a: int, b: int) -> int:
    """The key of two characters in any order."""
    return chars(_PAIR, a, b) if a < b else chars(_PAIR, b, a)


def spoken(text: str) -> Iterator[tuple[int, ...]]:
    """The first few ways to read a text, as numbers of merged syllables."""
    for number, way in enumerate(product(*map(heard_as, text))):
        if number == SPOKEN_MOST:
            return
        yield way


def places(length: int) -> Iterator[tuple[int, int]]:
    """Places of characters that are paired."""
    reach = REACH if length < LONG else 1
    return ((i, j) for i in range(length) for j in range(i + 1, min(length, i + reach + 1)))


@lru_cache(maxsize=32768)
def _apart(char: str) -> tuple[str, ...]:
    """What may stand for a character when it is written as its parts: 李 → 木子."""
    return tuple(form for form in glyphs.split_forms(char) if 1 < len(form) <= _APART_MOST)


def written_apart(units: str, parts: int, joined: int) -> Iterator[int]:
    """Keys for 李 against 木子: what the characters fall into, and what neighbours may be parts of."""
    for char in units:
        yield from (letters(parts, form) for form in _apart(char))
    for size in range(2, _APART_MOST + 1):
        windows = (units[n : n + size] for n in range(len(units) - size + 1))
        yield from (letters(joined, window) for window in windows if window in _wholes())


@cache
def _wholes() -> frozenset[str]:
    """Everything that some character falls into."""
    forms = (text.split() for _, _, text in tables.rows("components.tsv.gz"))
    return frozenset(form for row in forms for form in row if 1 < len(form) <= _APART_MOST)


@lru_cache(maxsize=4096)
def han_keys(units: str, *, weak_too: bool = False) -> tuple[int, ...]:
    """The keys under which a text of Han units is stored; `weak_too`: pairs of weak words as well (GI)."""
    found = {chars(_CHAR, ord(c)) for c in units if char_bits(c) >= RARE_BITS}
    if len(units) == 1:
        found.add(chars(_LONE, ord(units)))
    weak = weak_mask(units, ())
    found.update(_pairs(units, (False,) * len(units) if weak_too else weak))
    strong = strong_part(units, weak)
    if len(strong) == 2 < len(units):
        found.update(sounds(_WHOLE, way) for way in spoken(strong))
    found.update(_by_sound(units))
    found.update(written_apart(units, _PARTS, _JOINED))
    return tuple(found)


def _pairs(units: str, weak: tuple[bool, ...]) -> Iterator[int]:
    for i, j in places(len(units)):
        if weak[i] and weak[j]:
            continue
        a, b = units[i], units[j]
        yield pair(ord(a), ord(b))
        for s in heard_as(b):
            yield chars(_HEARD, ord(a), s << 1)
        for s in heard_as(a):
            yield chars(_HEARD, ord(b), s << 1 | 1)


def _by_sound(units: str) -> Iterator[int]:
    length = len(units)
    if length == 2:
        yield from (sounds(_WHOLE, way) for way in spoken(units))
    for start in range(length - 2):
        yield from (sounds(_THREE, way) for way in spoken(units[start : start + 3]))
    if 3 <= length <= WINDOW_MOST:
        for way in spoken(units):
            yield from (sounds(_LACKING, way[:k] + way[k + 1 :], length) for k in range(length))


def class_keys(units: str, classes: tuple[int, ...]) -> Iterator[int]:
    """Characters for goods of one class, as stored."""
    for place, char in enumerate(units[:LONG]):
        if place == 0 or char_bits(char) >= CLASS_BITS:
            for nice in classes:
                yield chars(_CLASS, ord(char), nice)
