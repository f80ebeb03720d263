"""Finds the stretch of a title that is nearest to a mark, and rejects what is only a slice of other words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from monitor.matching.boundaries import straddled
from monitor.matching.fold import fold
from monitor.matching.glyphs import split_forms
from monitor.matching.latin import skeleton, sound_ratio
from monitor.matching.likeness import Likeness, likeness
from monitor.matching.prepare import units_of
from monitor.matching.text import cut_margin, is_ordinary_word

_BREAK = re.compile(r"[\s,，。;；、/|【】\[\]（）()]+")
_NUMERALS = frozenset("零一二三四五六七八九十百千万两")
_SLICED = (
    6.0  # natural-log likelihood by which the words that the stretch cuts through are the better reading
)
ALTERED, MEANT = 0.9, 0.4  # worth of a character that is alike, or of one meaning
_COMMON_EDGE = 1.7  # decimal logarithm: fifty times in the dictionary's texts, an everyday word


@dataclass(frozen=True, slots=True)
class Found:
    """The stretch of the title that is nearest to the mark."""

    text: str
    quality: float
    literal: bool
    at: int
    cut: float
    straddled: float = 0.0  # commonness of a word across an edge of it


NOTHING = Found("", 0.0, False, 99, 0.0)


def least_alike(size: int) -> int:
    """How many characters of a mark of that size an altered stretch must have, the same or alike."""
    return max(2, (2 * size + 2) // 3)


def _worth(like: Likeness) -> float:
    if like.relation == "same":
        return 1.0
    return MEANT if like.relation == "meaning" else max(like.sound, like.shape) * ALTERED


def _window(mark: str, title: str, breaks: tuple[int, ...]) -> Found:
    """The best stretch of the same length, character by character; at least half must be the same or alike."""
    best = NOTHING
    size = len(mark)
    for at in range(len(title) - size + 1):
        likes = [likeness(a, b) for a, b in zip(mark, title[at : at + size], strict=True)]
        if sum(like.relation != "other" for like in likes) < least_alike(size):
            continue
        quality = sum(map(_worth, likes)) / size
        if quality > best.quality and _stands(likes, title, at, breaks):
            best = Found(title[at : at + size], quality, False, at, 0.0)
    return best


def _stands(likes: list[Likeness], title: str, at: int, breaks: tuple[int, ...]) -> bool:
    """Whether an altered stretch can be meant: no word itself, not made of numbers, no slice of other words.

    Of a mark of two characters one must stand unchanged: among the words of a title, all others meet by chance.
    """
    size = len(likes)
    window = title[at : at + size]
    if sum(char not in _NUMERALS for char in window) < 2:
        return False
    if size == 2 and not any(like.relation == "same" for like in likes):
        return False
    if is_ordinary_word(window):
        return False
    if size > 3:
        return True
    if cut_into(title, at, at + size, breaks) >= _COMMON_EDGE:
        return False
    return cut_margin(title, at, at + size) <= (_SLICED if size == 3 else 0.0)


def _joined(mark: str, title: str) -> str:
    """The title with characters of the mark that were written apart put together (而寸克 for 耐克)."""
    for char in dict.fromkeys(mark):
        if char not in title:
            for form in split_forms(char):
                if len(form) > 1:
                    title = title.replace(form, char)
    return title


@lru_cache(maxsize=4096)
def breaks_of(text: str) -> tuple[int, ...]:
    """Before which of the title's units a space or sign of punctuation stands: words do not reach across."""
    ends, count = [], 0
    for stretch in _BREAK.split(text):
        count += len(units_of(fold(stretch)))
        ends.append(count)
    return tuple(ends)


def cut_into(title: str, start: int, end: int, breaks: tuple[int, ...]) -> float:
    """As `boundaries.straddled` for a stretch of the title's units, within the breaks around it."""
    first = max((place for place in breaks if place <= start), default=0)
    last = min((place for place in breaks if place >= end), default=len(title))
    return straddled(title[first:last], start - first, end - first)


def find_han(mark: str, title: str, breaks: tuple[int, ...] = ()) -> Found:
    """Where Han units stand in a title: as they are (judged for word boundaries), or nearly so."""
    joined = _joined(mark, title)
    if len(joined) != len(title):
        title, breaks = joined, ()
    at = title.find(mark)
    if at < 0:
        return _window(mark, title, breaks) if len(mark) > 1 else NOTHING
    size = len(mark)
    cuts = [
        (max(0.0, min(cut_margin(title, i, i + size), 12.0)), cut_into(title, i, i + size, breaks), i)
        for i in range(len(title))
        if title.startswith(mark, i)
    ]
    cut, edge, at = min(cuts)
    return Found(mark, 1.0, True, at, cut if size > 1 else 12.0, edge)


@lru_cache(maxsize=65536)
def _word_quality(mark: str, word: str) -> float:
    if mark == word or skeleton(mark) == skeleton(word):
        return 1.0
    near = OSA.normalized_similarity(mark, word)
    if word.startswith(mark) and len(mark) > 3:
        near = max(near, 0.85)
    return max(near, 0.9 * sound_ratio(mark, word)) if near >= 0.5 and word[:1] == mark[:1] else near


def find_latin(letters: str, words: tuple[str, ...], initials: str = "") -> Found:
    """The word (or two or three together) of the title nearest to the letters."""
    best = NOTHING
    if initials and initials in words:
        best = Found(initials, 0.75, False, words.index(initials), 0.0)
    for size in (1, 2, 3):
        for at in range(len(words) - size + 1):
            text = "".join(words[at : at + size])
            if 2 * sum(map(str.isdigit, text)) > len(text) and text != letters:
                continue  # 1.8m is a measure and no IBM, though the signs look alike
            if abs(len(text) - len(letters)) <= max(2, len(letters) // 3) or text.startswith(letters):
                quality = _word_quality(letters, text)
                if quality > best.quality:
                    best = Found(" ".join(words[at : at + size]), quality, text == letters, at, 0.0)
    return best
