"""Reads letter names, numerals and trade spellings as the words they sound like: ROOM 2 GROW, KWIK."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice, product

from monitor.matching import tables
from monitor.matching.respelling import compiled, each

MOST_READINGS = 24
_MOST_LETTERS = 12  # of a word with digits in it
_COMMON = 30_000  # ranks up to here count as words that a buyer hears
_PIECES = re.compile(r"\d+|[a-z]+")
_RULES = [compiled(pattern, to) for pattern, to in tables.plain_rows("spelling_rules.tsv")]
_DIGIT_SOUNDS = {"1": ("one",), "2": ("to", "two"), "4": ("for", "fore"), "8": ("ate", "eat", "ait")}


@cache
def _listed() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for written, spoken in tables.plain_rows("respellings.tsv"):
        found.setdefault(written, []).append(spoken)
    return {written: tuple(spoken) for written, spoken in found.items()}


def _is_common(word: str) -> bool:
    return tables.word_ranks().get(word, _COMMON + 1) <= _COMMON


def _loose(word: str) -> Iterator[str]:
    """Common words that an uncommon spelling may stand for, by one or two of the rules."""
    once = {*each(word, _RULES)} - {word}
    yield from sorted(w for w in once if _is_common(w))
    twice = {spelled for first in once for spelled in each(first, _RULES)} - once - {word}
    yield from sorted(w for w in twice if _is_common(w))


def _with_digits(word: str) -> Iterator[str]:
    """A word with a digit in it, read aloud: gr8 → great, 4ever → forever; then number and word apart."""
    pieces = _PIECES.findall(word)
    choices = [_DIGIT_SOUNDS.get(p, (p,)) for p in pieces]
    yield from (w for w in map("".join, product(*choices)) if _is_common(w))
    apart = [_listed().get(p, (p,)) if p.isdigit() else (p,) for p in pieces]
    yield from (" ".join(w) for w in islice(product(*apart), 4))


def _digit_by_digit(number: str) -> str:
    return " ".join(_listed()[digit][0] for digit in number)


@lru_cache(maxsize=8192)
def spoken_forms(word: str) -> tuple[str, ...]:
    """The word itself, then what it may stand for when read aloud."""
    forms = [word, *_listed().get(word, ())]
    if word.isdigit():
        forms.append(_digit_by_digit(word[:6]))
    elif len(word) <= _MOST_LETTERS and any(c.isdigit() for c in word):
        forms += _with_digits(word)
    elif len(word) >= 3 and len(forms) == 1 and not _is_common(word):
        forms += islice(_loose(word), 3)
    return tuple(dict.fromkeys(forms))


def expand_sounds(text: str) -> tuple[str, ...]:
    """Readings of a folded Latin text, itself first, at most 24: `room 2 grow` → …, `room to grow`, …"""
    choices = [spoken_forms(word) for word in text.split()]
    return tuple(islice((" ".join(pick) for pick in product(*choices)), MOST_READINGS)) if choices else ()
