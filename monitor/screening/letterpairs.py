"""Lays very many pairs of Latin texts side by side at once: likeness of look, longest common runs, rough sound."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from monitor.matching.letters import LETTERS, letter_similarity

Floats = NDArray[np.floating[Any]]
Places = NDArray[np.intp]
_ROUGH = str.maketrans(
    dict.fromkeys("ckqxgj", "k") | {"z": "s", "b": "p", "d": "t", "v": "f", "y": "i", "w": "u", "e": "i", "o": "u"}
    | {"h": None}
)  # fmt: skip
_NO_VOWELS = str.maketrans(dict.fromkeys("aiu"))
_DOUBLED = re.compile(r"(.)\1+")
_TOGETHER = 8192

#: So many letters the matcher's sound may be nearer than the rough one; measured over pairs of invented names:
#: of all that sound half alike 98 in 100 stay within, of those that alert more.
SOUND_SLACK = 2.0


@cache
def _alike() -> Floats:
    """Cost of one letter for another; the last row and column stand for any other sign."""
    size = len(LETTERS) + 1
    found = np.ones((size, size), dtype=np.float32)
    for i, a in enumerate(LETTERS):
        for j, b in enumerate(LETTERS):
            found[i, j] = 1.0 - letter_similarity(a, b)
    return found


@cache
def _number() -> NDArray[np.int8]:
    found = np.full(256, len(LETTERS), dtype=np.int8)
    found[[ord(letter) for letter in LETTERS]] = np.arange(len(LETTERS))
    return found


def numbered(texts: Sequence[str]) -> tuple[NDArray[np.int8], Places]:
    """Letters by number, one text a row, and their lengths. ASCII only."""
    raw = np.array([text.encode() for text in texts])
    width = raw.dtype.itemsize
    return _number()[raw.view(np.uint8).reshape(len(texts), width)], np.array([len(t) for t in texts])


def looks_and_runs(ours: Sequence[str], theirs: Sequence[str]) -> tuple[Floats, Places, Places]:
    """(likeness of look as `look_ratio`, where in ours the longest common run ends, its length)."""
    count = len(ours)
    look = np.empty(count, dtype=np.float32)
    ends, lengths = np.zeros(count, dtype=np.intp), np.zeros(count, dtype=np.intp)
    order = np.argsort([max(len(a), len(b)) for a, b in zip(ours, theirs, strict=True)], kind="stable")
    for start in range(0, count, _TOGETHER):
        part = order[start : start + _TOGETHER]
        look[part], ends[part], lengths[part] = _laid([ours[n] for n in part], [theirs[n] for n in part])
    return look, ends, lengths


def _laid(ours: list[str], theirs: list[str]) -> tuple[Floats, Places, Places]:
    a, long_a = numbered(ours)
    b, long_b = numbered(theirs)
    a, b, count = np.ascontiguousarray(a.T), np.ascontiguousarray(b.T), len(ours)
    costs = [np.full(count, j, dtype=np.float32) for j in range(len(b) + 1)]
    runs = [np.zeros(count, dtype=np.int8)] * (len(b) + 1)
    last, best, ends = np.zeros(count, dtype=np.float32), np.zeros(count, np.int8), np.zeros(count, np.int8)
    for i in range(len(a)):
        row, inside = [costs[0] + 1], long_a > i
        line = [runs[0]]
        for j in range(len(b)):
            changed = np.minimum(costs[j] + _alike()[a[i], b[j]], costs[j + 1] + 1)
            row.append(np.minimum(changed, row[j] + 1))
            same = (a[i] == b[j]) & inside & (long_b > j)
            line.append((runs[j] + 1) * same)
            longer = line[-1] > best
            best = np.where(longer, line[-1], best)
            ends = np.where(longer, i + 1, ends)
        costs, runs = row, line
        done = np.flatnonzero(long_a == i + 1)
        last[done] = np.stack(row)[long_b[done], done]
    look = 1 - last / np.maximum(np.maximum(long_a, long_b), 1)
    return np.maximum(look, 0.0), ends.astype(np.intp), best.astype(np.intp)


@lru_cache(maxsize=16384)
def rough(text: str) -> str:
    """How a text sounds, very roughly."""
    return _DOUBLED.sub(r"\1", text.replace("ph", "f").translate(_ROUGH))


def frame(heard: str) -> str:
    """The first sound of a rough one, and the consonants after it."""
    return heard[:1] + heard[1:].translate(_NO_VOWELS)


def compared(ours: Sequence[str], theirs: Sequence[str], scorer: Any) -> Floats:
    """A rapidfuzz scorer over pairs."""
    found: Floats = process.cpdist(ours, theirs, scorer=scorer, dtype=np.float32)
    return found


def sounds(ours: Sequence[str], theirs: Sequence[str], edit: Floats, longest: Floats) -> Floats:
    """The most that pairs of texts are alike in sound, all but always.

    `ours`, `theirs`: as `rough`; `longest`: letters of the longer text of each pair.
    """
    scorer = Levenshtein.normalized_similarity
    whole = compared(ours, theirs, scorer)
    frames = compared(list(map(frame, ours)), list(map(frame, theirs)), scorer)
    heard = np.maximum(np.float32(0.6) * whole + np.float32(0.4) * frames, edit)
    found: Floats = np.minimum(heard + np.float32(SOUND_SLACK) / longest, np.float32(1.0))
    return found


def texts(column: NDArray[np.void]) -> list[str]:
    """A column of sketches as texts."""
    return b"\n".join(column.tolist()).decode().split("\n") if len(column) else []
