"""Compares two characters: the same, alike by sound, by shape or by meaning, and how rare such a likeness is."""

from __future__ import annotations

import sys
import tomllib
from functools import cache, lru_cache
from itertools import count
from typing import Literal, NamedTuple

from monitor.matching import glyphs, readings, tables
from monitor.matching.rarity import char_bits, char_share, share_bits

Relation = Literal["same", "sound", "shape", "both", "meaning", "other"]

SOUND_FROM = 0.6  # weaker likeness of sound is chance
SHAPE_FROM = 0.6


class Likeness(NamedTuple):
    """How two characters are alike; `bits` says how rare a character is that comes as near."""

    relation: Relation
    sound: float
    shape: float
    bits: float


_NO_FIELD: frozenset[int] = frozenset()
UNLIKE = Likeness("other", 0.0, 0.0, 0.0)


@cache
def _sound_shares() -> tuple[dict[str, float], dict[str, float]]:
    """Shares of names that hold a character of each syllable, and of each merged class of syllables."""
    plain: dict[str, float] = {}
    merged: dict[str, float] = {}
    for char in tables.columns("han_frequency.tsv.gz")[0]:
        if len(char) != 1:
            continue
        share, sounds = char_share(char), readings.readings(char)
        for sound in sounds:
            plain[sound] = plain.get(sound, 0.0) + share
        for kind in sorted({readings.fuzzy(sound) for sound in sounds}):
            merged[kind] = merged.get(kind, 0.0) + share
    return plain, merged


@lru_cache(maxsize=16384)
def sound_bits(char: str, *, merged: bool = False) -> float:
    """Bits of meeting a character that sounds the same (or, merged, nearly the same)."""
    plain, classes = _sound_shares()
    sounds = readings.readings(char)
    if not sounds:
        return char_bits(char)
    if merged:
        return share_bits(sum(classes.get(kind, 0.0) for kind in sorted({readings.fuzzy(s) for s in sounds})))
    return share_bits(sum(plain.get(sound, 0.0) for sound in sounds))


@lru_cache(maxsize=16384)
def shape_bits(char: str) -> float:
    """Bits of meeting a character that looks alike."""
    return share_bits(char_share(char) + sum(char_share(other) for other, _ in glyphs.neighbours(char)))


@cache
def fields() -> dict[str, frozenset[int]]:
    """{character: numbers of the closed fields of meaning in which it stands}"""
    body = tomllib.loads((tables.FOLDER / "meanings.toml").read_text(encoding="utf-8"))
    found: dict[str, frozenset[int]] = {}
    for number, field in enumerate(body["fields"]):
        for char in field:
            found[char] = found.get(char, _NO_FIELD) | {number}
    return found


def same_field(a: str, b: str) -> bool:
    """Whether two characters stand in one closed field of meaning (numbers, kin, colours …)."""
    return not fields().get(a, _NO_FIELD).isdisjoint(fields().get(b, _NO_FIELD))


class _Row(dict[str, Likeness]):
    """The likenesses of one character of an entry to those of records, each found when first asked for."""

    def __init__(self, char: str) -> None:
        self._char = char

    def __missing__(self, other: str) -> Likeness:
        found = self[sys.intern(other)] = _compare(self._char, other)
        if not next(_asked) % _MOST_KEPT:  # a plain bound: everything kept so far is let go at once
            ROWS.clear()
        return found


class _Rows(dict[str, _Row]):
    def __missing__(self, char: str) -> _Row:
        row = self[sys.intern(char)] = _Row(char)
        return row


_MOST_KEPT = 400_000  # likenesses; most are the one of unlike characters, so that one costs about 50 bytes
_asked = count(1)

#: `ROWS[a][b]` is `likeness(a, b)` for those who ask for many: a mark has few characters, a sign more.
ROWS = _Rows()


def likeness(a: str, b: str) -> Likeness:
    """The likeness of an entry's character `a` and a record's character `b`."""
    return ROWS[a][b]


def _compare(a: str, b: str) -> Likeness:
    if a == b:
        return Likeness("same", 1.0, 1.0, char_bits(a))
    sound = readings.sound_similarity(a, b)
    shape = glyphs.similarity(a, b)
    heard, seen = sound >= SOUND_FROM, shape >= SHAPE_FROM
    if not heard and not seen:
        return Likeness("meaning", sound, shape, 1.0) if same_field(a, b) else UNLIKE
    by_sound = sound * sound_bits(a, merged=sound < 1.0) if heard else 0.0
    by_shape = shape * shape_bits(a) if seen else 0.0
    bits = max(by_sound, by_shape) + (1.0 if heard and seen else 0.0)
    relation: Relation = "both" if heard and seen else "sound" if heard else "shape"
    return Likeness(relation, sound if heard else 0.0, shape if seen else 0.0, min(bits, char_bits(a)))


def same_field_chars(char: str) -> str:
    """Every character of the closed fields in which `char` stands."""
    wanted = fields().get(char, _NO_FIELD)
    return "".join(other for other, numbers in fields().items() if wanted & numbers)
