"""Divides a Latin word written together into words that people know: RANCHMASTER → ranch, master."""

from __future__ import annotations

import math
from functools import lru_cache

from monitor.matching import tables

_KNOWN_WHOLE = 40_000
_RANK_LIMIT = {2: 120, 3: 4_000, 4: 15_000, 5: 40_000, 6: 80_000}  # short pieces must be common words
_LONGEST, _LEAST, _MOST = 16, 5, 40


def _cost(piece: str) -> float | None:
    ranks = tables.word_ranks()
    rank = ranks.get(piece)
    if rank is None or len(piece) < 2 or rank > _RANK_LIMIT.get(len(piece), rank):
        return None
    return math.log(rank * math.log(len(ranks))) + 2.0


@lru_cache(maxsize=8192)
def split_compound(word: str) -> tuple[str, ...]:
    """The words inside one small-letter word; the word alone where it is common or does not divide."""
    if (
        len(word) < _LEAST
        or len(word) > _MOST
        or tables.word_ranks().get(word, _KNOWN_WHOLE + 1) <= _KNOWN_WHOLE
    ):
        return (word,)
    best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())]
    for end in range(1, len(word) + 1):
        options: list[tuple[float, tuple[str, ...]]] = []
        for start in range(max(0, end - _LONGEST), end):
            before = best[start]
            cost = _cost(word[start:end]) if before is not None else None
            if before is not None and cost is not None and (start, end) != (0, len(word)):
                options.append((before[0] + cost, before[1] + (word[start:end],)))
        best.append(min(options, default=None))
    whole = best[-1]
    return whole[1] if whole else (word,)
