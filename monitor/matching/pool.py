"""Finds the entries that a sign could possibly resemble, so that only those pairs are compared in full.

The seam for an index over very many entries: anything with `candidates(sign)` can stand here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

import numpy as np
from rapidfuzz import fuzz, process

from monitor.matching import glyphs, readings, tables
from monitor.matching.latin import phonetic_keys, split_compound
from monitor.matching.latinpair import stem
from monitor.matching.likeness import SOUND_FROM, likeness, same_field_chars
from monitor.matching.prepare import Form, Mark, Sign
from monitor.matching.weak import weak_words

_BITS = 7.0  # one rare character, or two common ones
_RATIO, _PARTIAL = 45.0, 74.0


@cache
def _by_syllable() -> dict[str, str]:
    found: dict[str, list[str]] = defaultdict(list)
    for char, *_ in tables.rows("han_frequency.tsv.gz"):
        for sound in readings.readings(char) if len(char) == 1 else ():
            found[sound].append(char)
    return {sound: "".join(chars) for sound, chars in found.items()}


@lru_cache(maxsize=16384)
def alike(char: str) -> tuple[tuple[str, float], ...]:
    """Every listed character that resembles `char` in any way, with the bits of the likeness."""
    near = {char, *(other for other, _ in glyphs.neighbours(char)), *same_field_chars(char)}
    table = _by_syllable()
    for own in readings.readings(char):
        for sound, chars in table.items():
            if readings.syllable_similarity(own, sound) >= SOUND_FROM:
                near.update(chars)
    return tuple((other, likeness(char, other).bits) for other in sorted(near) if likeness(char, other).bits)


class Pool:
    """Marks in the order given; `candidates(sign)` yields their positions, ascending, without repeats."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._forms: list[tuple[int, Form]] = [
            (n, form) for n, mark in enumerate(marks) for form in mark.forms
        ]
        self._by_char: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
        self._split: list[tuple[str, int, int]] = []
        for number, (_, form) in enumerate(self._forms):
            for place, char in enumerate(form.units):
                for other, bits in alike(char):
                    self._by_char[other].append((number, place, bits))
                self._split += [
                    (whole, number, place) for whole in glyphs.split_forms(char) if len(whole) > 1
                ]
        self._latin = [n for n, (_, form) in enumerate(self._forms) if form.letters]
        self._letters = [self._forms[n][1].letters for n in self._latin]
        self._spelled = _pinyin_of(self._forms)
        self._by_key: dict[str, list[int]] = defaultdict(list)
        for number in self._latin:
            for key in word_keys(self._forms[number][1].words):
                self._by_key[key].append(number)

    def candidates(self, sign: Sign) -> list[int]:
        """Positions of the marks worth a full comparison."""
        found: set[int] = set()
        for form in sign.forms:
            found.update(self._forms[n][0] for n in self._han(form))
            found.update(self._forms[n][0] for n in self._by_letters(form))
        return sorted(found)

    def _han(self, form: Form) -> Iterator[int]:
        seen: dict[int, dict[int, float]] = defaultdict(dict)
        for char in dict.fromkeys(form.units):
            for number, place, bits in self._by_char.get(char, ()):
                if bits > seen[number].get(place, 0.0):
                    seen[number][place] = bits
        for whole, number, place in self._split:
            if whole in form.units:
                seen[number][place] = 12.0
        for number, places in seen.items():
            units = self._forms[number][1].units
            if sum(places.values()) >= _BITS or len(places) == len(units) or len(places) >= 3:
                yield number

    def _by_letters(self, form: Form) -> Iterator[int]:
        for key in word_keys(form.words):
            yield from self._by_key.get(key, ())
        for query, keys, numbers in self._queries(form):
            ratios = process.cdist([query], keys, scorer=fuzz.ratio, dtype=np.float32)[0]
            hits = set(np.flatnonzero(ratios >= _RATIO).tolist())
            if len(query) > 2:
                partial = process.cdist(
                    [query], keys, scorer=fuzz.partial_ratio, score_cutoff=_PARTIAL, dtype=np.float32
                )[0]
                hits.update(np.flatnonzero(partial >= _PARTIAL).tolist())
            yield from (numbers[hit] for hit in sorted(hits))

    def _queries(self, form: Form) -> Iterator[tuple[str, list[str], list[int]]]:
        if form.letters:
            yield form.letters, self._letters, self._latin
            yield form.letters, *self._spelled
        if form.units:
            for spelled in pinyin_letters(form.units):
                yield spelled, self._letters, self._latin


@lru_cache(maxsize=65536)
def word_keys(words: tuple[str, ...]) -> tuple[str, ...]:
    """Stems of the words that say something, parts of compounds, and how the words may sound."""
    common = weak_words("latin", ())
    parts = {part for word in words for part in (word, *split_compound(word)) if part not in common}
    keys = {f"w:{stem(part)}" for part in parts if len(part) > 1}
    keys |= {key for word in words if len(word) > 3 for key in phonetic_keys(word) if key[0] == "s"}
    return tuple(sorted(keys))


def pinyin_letters(units: str) -> tuple[str, ...]:
    """The pinyin of Han units written together, by the commonest readings; empty when one has none."""
    sounds = readings.syllables(units)
    return ("".join(s[0] for s in sounds),) if sounds and all(sounds) else ()


def _pinyin_of(forms: list[tuple[int, Form]]) -> tuple[list[str], list[int]]:
    pairs = [(text, n) for n, (_, form) in enumerate(forms) for text in pinyin_letters(form.units)]
    return [text for text, _ in pairs], [n for _, n in pairs]
