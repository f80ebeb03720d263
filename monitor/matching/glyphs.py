"""Tells how alike two Han characters look, from a baked table: from 0.75 on, a person calls them look-alike.

The table joins rendered pictures, decompositions and four-corner codes (see `build/README.md`).
Pairs that the table does not list count as unlike (0.0).
"""

from __future__ import annotations

from functools import cache, lru_cache

from monitor.matching import tables
from monitor.matching.components import components, split_forms
from monitor.matching.fold import fold

__all__ = ["LOOK_ALIKE", "components", "neighbours", "similarity", "split_forms"]

LOOK_ALIKE = 0.75


@cache
def _table() -> dict[str, tuple[str, str]]:
    """{character: (its neighbours, two digits of score for each)}, the nearest first."""
    return {char: (others, scores) for char, others, scores in tables.rows("glyphs.tsv.gz")}


@lru_cache(maxsize=20_000)
def _row(ch: str) -> dict[str, float]:
    others, scores = _table().get(ch, ("", ""))
    return {other: int(scores[2 * at : 2 * at + 2]) / 100 for at, other in enumerate(others)}


def similarity(a: str, b: str) -> float:
    """0 to 1 between two characters; the same in both directions; 1.0 where both fold to one character."""
    if a == b:
        return 1.0
    listed = max(_row(a).get(b, 0.0), _row(b).get(a, 0.0))
    return listed if listed >= LOOK_ALIKE else max(listed, _folded_similarity(a, b))


@lru_cache(maxsize=200_000)
def _folded_similarity(a: str, b: str) -> float:
    fold_a, fold_b = fold(a), fold(b)
    if fold_a == fold_b:
        return 1.0 if fold_a else 0.0
    return max(_row(fold_a).get(fold_b, 0.0), _row(fold_b).get(fold_a, 0.0))


@lru_cache(maxsize=20_000)
def neighbours(ch: str, limit: int = 32) -> tuple[tuple[str, float], ...]:
    """(character, similarity) of at most `limit` look-alikes (≥ 0.75), the nearest first."""
    alike = [(other, score) for other, score in _row(ch).items() if score >= LOOK_ALIKE]
    return tuple(alike[:limit])
