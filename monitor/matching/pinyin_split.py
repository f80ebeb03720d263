"""Reads Latin letters as pinyin: the best division of a word, and stretches of pinyin inside longer text."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from monitor.matching import tables

_NOT_LETTERS = re.compile(r"[^a-z]+")
_WORDS = re.compile(r"[a-z]+")
_LONGEST = 6
_SHORTEST = 5
_MOST_SPLITS = 8
_MOST_LETTERS = 60  # no name in pinyin is longer; hostile text is
# A syllable that begins with a vowel inside a word is normally set off by an apostrophe, so it costs extra.
_VOWEL_PENALTY = 1.2
_PER_SYLLABLE = 4.0


class Run(NamedTuple):
    """A stretch of pinyin: its syllables, and where it stands in the letters (spaces and signs left out)."""

    start: int
    end: int
    syllables: tuple[str, ...]


@cache
def _costs() -> dict[str, float]:
    """Every syllable that some character has, with the cost of meeting it (rarer is dearer)."""
    return {syllable: float(cost) for syllable, cost in tables.rows("syllables.tsv.gz")}


def _spelled(syllable: str) -> str:
    return {"lyu": "lv", "nyu": "nv", "lue": "lve", "nue": "nve"}.get(syllable, syllable)


@lru_cache(maxsize=20_000)
def pinyin_splits(latin: str) -> tuple[tuple[str, ...], ...]:
    """All divisions of the letters wholly into syllables, the best first, at most 8; empty if none."""
    letters = _NOT_LETTERS.sub("", latin.casefold().replace("ü", "v"))
    if len(letters) > _MOST_LETTERS:
        return ()
    costs = _costs()
    best: list[list[tuple[float, tuple[str, ...]]]] = [[(0.0, ())]]
    for end in range(1, len(letters) + 1):
        here: list[tuple[float, tuple[str, ...]]] = []
        for start in range(max(0, end - _LONGEST), end):
            syllable = _spelled(letters[start:end])
            if syllable in costs and best[start]:
                step = (
                    costs[syllable]
                    + _PER_SYLLABLE
                    + (_VOWEL_PENALTY if start and syllable[0] in "aeo" else 0.0)
                )
                here += [(cost + step, before + (syllable,)) for cost, before in best[start]]
        best.append(sorted(here)[:_MOST_SPLITS])
    return tuple(division for _, division in best[-1]) if letters else ()


def split_pinyin(latin: str) -> tuple[str, ...] | None:
    """The best division wholly into pinyin syllables, or None: `XIAO FEI YANG` → xiao, fei, yang."""
    words = _NOT_LETTERS.sub(" ", latin.casefold().replace("ü", "v")).split()
    found: list[str] = []
    for word in words:
        divisions = pinyin_splits(word)
        if not divisions:
            whole = pinyin_splits(latin)
            return whole[0] if whole else None
        found += divisions[0]
    return tuple(found) or None


def _stretch(word: str) -> tuple[int, int] | None:
    """The longest stretch of 2+ syllables and 5+ letters in a word that is not all pinyin.

    Syllables of one letter (a, e, o) are left out here: English words are full of them.
    """
    costs, best, word = _costs(), (0, 0), word[:_MOST_LETTERS]
    for start in range(len(word) - _SHORTEST + 1):
        ends = {start: 0}
        for at in range(start, len(word)):
            if at in ends:
                found = (at + n for n in range(2, _LONGEST + 1) if _spelled(word[at : at + n]) in costs)
                ends |= {end: max(ends[at] + 1, ends.get(end, 0)) for end in found if end <= len(word)}
        far = max((end for end, count in ends.items() if count >= 2), default=start)
        best = max(best, (far - start, -start))
    return (-best[1], best[0] - best[1]) if best[0] >= _SHORTEST else None


def pinyin_inside(latin: str) -> list[Run]:
    """Stretches of pinyin in the text; neighbouring words that are all pinyin form one run."""
    return list(_runs(latin))


@lru_cache(maxsize=20_000)
def _runs(latin: str) -> tuple[Run, ...]:
    runs: list[Run] = []
    at = 0
    open_run: Run | None = None
    for word in _WORDS.findall(latin.casefold().replace("ü", "v")):
        divisions = pinyin_splits(word)
        if divisions:
            before = open_run or Run(at, at, ())
            open_run = Run(before.start, at + len(word), before.syllables + divisions[0])
        else:
            runs += [open_run] if open_run else []
            open_run = None
            if inner := _stretch(word):
                runs.append(Run(at + inner[0], at + inner[1], pinyin_splits(word[inner[0] : inner[1]])[0]))
        at += len(word)
    return (*runs, *([open_run] if open_run else []))
