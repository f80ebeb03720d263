"""Tells how Han characters are read, from a baked table: no reading engine runs when marks are compared."""

from __future__ import annotations

from functools import cache, lru_cache

from monitor.matching import tables
from monitor.matching.pinyin import fuzzy, syllable_similarity
from monitor.matching.pinyin_split import Run, pinyin_inside, pinyin_splits, split_pinyin

__all__ = [
    "Run",
    "fuzzy",
    "pinyin_inside",
    "pinyin_splits",
    "readings",
    "sound_similarity",
    "split_pinyin",
    "syllable_similarity",
    "syllables",
]


@cache
def _table() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for sounds, characters in zip(*tables.columns("readings.tsv.gz"), strict=True):
        shared = tuple(sounds.split())
        for char in characters:
            found[char] = shared
    return found


def readings(ch: str) -> tuple[str, ...]:
    """Toneless syllables of one character, all in modern use, the commonest first; empty if it has none."""
    return _table().get(ch, ())


def syllables(han_text: str) -> tuple[tuple[str, ...], ...]:
    """Readings of each character in turn; a character without a reading gives an empty tuple."""
    table = _table()
    return tuple(table.get(ch, ()) for ch in han_text)


def sound_similarity(a_ch: str, b_ch: str) -> float:
    """0 to 1 between two characters, best over all readings: 1.0 same syllable, 0.9 merged sounds."""
    if a_ch == b_ch:
        return 1.0
    table = _table()
    ours, theirs = table.get(a_ch, ()), table.get(b_ch, ())
    return syllable_similarity(*ours, *theirs) if len(ours) == 1 == len(theirs) else _best(ours, theirs)


@lru_cache(maxsize=32_768)
def _best(ours: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    """Kept by the readings, which many characters share."""
    return max((syllable_similarity(a, b) for a in ours for b in theirs), default=0.0)
