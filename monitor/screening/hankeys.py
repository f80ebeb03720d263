"""Keys of Chinese text: characters and syllables that two signs must share before they can be confused.

Stored for each text, unexpanded: rare characters; pairs of characters in any order; a character with the
sound of its neighbour; the sounds of a short text as a whole; three sounds in a row; the sounds of three to
six characters with one left out. A query asks for the same and, in place of each character, its look-alikes
and near sounds. Rule: matching guideline W01-W07; why these families: docs/measurements/performance.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product

from monitor.matching import glyphs, readings, tables
from monitor.matching.rarity import char_bits
from monitor.matching.weak import weak_mask
from monitor.screening.packing import chars, sounds

RARE_BITS = 10.0  # a character in at most one of a thousand everyday names is a key by itself
NEAR_SOUND = 0.6
LONG = 12  # from here on a text is a title: only neighbours are paired
_SPOKEN_MOST = 4  # combinations of readings of one text
_REACH = 3
_CHAR, _PAIR, _HEARD, _WHOLE, _THREE, _LACKING, _LONE = range(1, 8)


@cache
def _classes() -> dict[str, int]:
    spoken = {s for _, own in _listed() for s in own}
    return {name: n for n, name in enumerate(sorted({readings.fuzzy(s) for s in spoken}), 1)}


def _listed() -> Iterator[tuple[str, tuple[str, ...]]]:
    for sounding, characters in tables.rows("readings.tsv.gz"):
        yield characters, tuple(sounding.split())


@lru_cache(maxsize=32768)
def heard_as(char: str) -> tuple[int, ...]:
    """Numbers of the merged syllables of one character; one of its own where it has no reading."""
    own = sorted({_classes()[readings.fuzzy(s)] for s in readings.readings(char)})
    return tuple(own) or (600 + ord(char) % 400,)


@cache
def _syllables() -> tuple[str, ...]:
    return tuple(sorted({s for _, own in _listed() for s in own}))


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
def look_alikes(char: str) -> tuple[int, ...]:
    """Code points of the characters that look like this one."""
    return tuple(sorted(ord(other) for other, _ in glyphs.neighbours(char)))


def _pair(a: int, b: int) -> int:
    return chars(_PAIR, a, b) if a < b else chars(_PAIR, b, a)


def _spoken(text: str) -> Iterator[tuple[int, ...]]:
    for number, way in enumerate(product(*map(heard_as, text))):
        if number == _SPOKEN_MOST:
            return
        yield way


def _places(length: int) -> Iterator[tuple[int, int]]:
    reach = _REACH if length < LONG else 1
    return ((i, j) for i in range(length) for j in range(i + 1, min(length, i + reach + 1)))


@lru_cache(maxsize=65536)
def han_keys(units: str) -> tuple[int, ...]:
    """The keys under which a text of Han units is stored, ascending; empty for an empty text."""
    found = {chars(_CHAR, ord(c)) for c in units if char_bits(c) >= RARE_BITS}
    if len(units) == 1:
        found.add(chars(_LONE, ord(units)))
    weak = weak_mask(units, ())
    for i, j in _places(len(units)):
        if weak[i] and weak[j]:
            continue
        a, b = units[i], units[j]
        found.add(_pair(ord(a), ord(b)))
        found.update(chars(_HEARD, ord(a), s << 1) for s in heard_as(b))
        found.update(chars(_HEARD, ord(b), s << 1 | 1) for s in heard_as(a))
    found.update(_by_sound(units))
    return tuple(sorted(found))


def _by_sound(units: str) -> Iterator[int]:
    length = len(units)
    if length == 2:
        yield from (sounds(_WHOLE, way) for way in _spoken(units))
    for start in range(length - 2):
        yield from (sounds(_THREE, way) for way in _spoken(units[start : start + 3]))
    if 3 <= length <= 6:
        for way in _spoken(units):
            yield from (sounds(_LACKING, way[:k] + way[k + 1 :], length) for k in range(length))


@lru_cache(maxsize=65536)
def han_probes(units: str) -> tuple[int, ...]:
    """The keys that a query of Han units asks for, ascending."""
    if len(units) >= LONG:
        return title_probes(units)
    found = {chars(_CHAR, ord(c)) for c in units if char_bits(c) >= RARE_BITS}
    found.update(chars(_LONE, ord(c)) for c in units)
    for i, j in _places(len(units)):
        _pair_probes(found, units[i], units[j])
    found.update(_sound_probes(units))
    return tuple(sorted(found))


def _pair_probes(found: set[int], a: str, b: str) -> None:
    first, second = ord(a), ord(b)
    found.add(_pair(first, second))
    found.update([_pair(first, other) for other in look_alikes(b)])
    found.update([_pair(second, other) for other in look_alikes(a)])
    found.update([chars(_HEARD, first, s << 1) for s in near_sounds(b)])
    found.update([chars(_HEARD, second, s << 1 | 1) for s in near_sounds(a)])


def _sound_probes(units: str) -> Iterator[int]:
    length = len(units)
    for start in range(length - 1):
        yield from (sounds(_WHOLE, way) for way in _spoken(units[start : start + 2]))
    for start in range(length - 2):
        yield from (sounds(_THREE, way) for way in _spoken(units[start : start + 3]))
    for size in range(2, min(length, 6) + 1):
        for start in range(length - size + 1):
            for way in _spoken(units[start : start + size]):
                yield from _lacking(way)


def _lacking(way: tuple[int, ...]) -> Iterator[int]:
    """A window as it may stand against a text of one more, the same or (one left out) the same length."""
    size = len(way)
    if size < 6:
        yield sounds(_LACKING, way, size + 1)
    if size >= 3:
        yield from (sounds(_LACKING, way[:k] + way[k + 1 :], size) for k in range(size))


def title_probes(units: str) -> tuple[int, ...]:
    """A title asks for marks that it holds as written (a pair of neighbours) or as heard (three in a row)."""
    found = {_pair(ord(a), ord(b)) for a, b in zip(units, units[1:], strict=False)}
    found.update(chars(_LONE, ord(c)) for c in units[:0])
    for start in range(len(units) - 2):
        found.update(sounds(_THREE, way) for way in _spoken(units[start : start + 3]))
    return tuple(sorted(found))
