"""Finds word boundaries in Chinese text; the only module that knows jieba.

A hit that cuts across words (新郎|酒店 for 郎酒) is judged here: the most likely division of the text is
set against the most likely one in which the hit is a word of its own. The watched mark is taken as a word
of ordinary frequency, so that a mark which the dictionary lacks is not split for that reason alone.
"""

from __future__ import annotations

import logging
import math
import tempfile
from functools import cache, lru_cache
from pathlib import Path

import jieba

_MARK_COUNT = 60  # an ordinary word of jieba's dictionary, in which 60 million occurrences are counted
_LONGEST = 8
_WINDOW = 8


class Dictionary:
    """One tokenizer with the watched marks added; a new version of the watchlist makes a new one."""

    def __init__(self, marks: tuple[str, ...] = (), folder: Path | None = None) -> None:
        jieba.setLogLevel(logging.WARNING)
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.tmp_dir = str(folder or Path(tempfile.gettempdir()) / f"zhiwei-jieba-{_user()}")
        Path(self._tokenizer.tmp_dir).mkdir(parents=True, exist_ok=True, mode=0o700)
        self._tokenizer.cache_file = "base.cache"
        self._tokenizer.initialize()
        for mark in marks:
            self._tokenizer.add_word(mark)

    def words(self, text: str) -> list[str]:
        """The words of a text in order, nothing left out."""
        return list(self._tokenizer.cut(text, HMM=False))

    def count(self, word: str) -> int:
        """How often the dictionary counts a word; 0 for one it does not know."""
        return int(self._tokenizer.FREQ.get(word, 0) or 0)

    @property
    def total(self) -> int:
        """All occurrences that the dictionary counts."""
        return int(self._tokenizer.total)


def _user() -> str:
    import os

    return str(os.getuid()) if hasattr(os, "getuid") else "user"


@cache
def base() -> Dictionary:
    """The dictionary as shipped, without any watched mark: the judge of boundaries, the same for every list."""
    return Dictionary()


@lru_cache(maxsize=65536)
def word_count(word: str) -> int:
    """Occurrences of a word in the base dictionary; 0 when it is no dictionary word."""
    return base().count(word)


_PROPER = frozenset(("nz", "nt", "nrt", "nrfg"))
_ORDINARY_FROM, _NAME_UNTIL = 10, 500


@cache
def _proper_words() -> frozenset[str]:
    """Words that the dictionary tags as brands, bodies, transliterations or persons' names, and little else."""
    found = set()
    with jieba.get_dict_file() as lines:
        for line in lines:
            word, count, tag = (line if isinstance(line, str) else line.decode("utf-8")).split()
            if tag in _PROPER or (tag == "nr" and int(count) < _NAME_UNTIL):
                found.add(word)
    return frozenset(found)


@lru_cache(maxsize=65536)
def is_ordinary_word(word: str) -> bool:
    """Whether a Chinese text is a word of the language (小米, 英雄) and not a coined name (海尔, 香奈儿)."""
    return word_count(word) >= _ORDINARY_FROM and word not in _proper_words()


@lru_cache(maxsize=32768)
def _cost(word: str) -> float:
    """Nats that a word costs in the most likely division; infinite for an unknown longer word."""
    count = word_count(word)
    if not count and len(word) > 1:
        return math.inf
    return math.log(base().total) - math.log(max(count, 1))


def _cheapest(text: str) -> float:
    best = [0.0] + [math.inf] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - _LONGEST), end):
            cost = best[start] + _cost(text[start:end])
            if cost < best[end]:
                best[end] = cost
    return best[-1]


@lru_cache(maxsize=65536)
def cut_margin(text: str, start: int, end: int) -> float:
    """By how many nats the best division that cuts `text[start:end]` beats the best that keeps it a word.

    Above 0 the text is better read without the hit; a span at both ends of the text, or one that only
    whole words surround, gives 0 or less.
    """
    before, hit, after = text[max(0, start - _WINDOW) : start], text[start:end], text[end : end + _WINDOW]
    if not before and not after:
        return -10.0
    own = min(_cost(hit), math.log(base().total) - math.log(_MARK_COUNT))
    kept = _cheapest(before) + min(own, _cheapest(hit)) + _cheapest(after)
    return kept - _cheapest(before + hit + after)
