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
def _table() -> tuple[dict[str, str], dict[str, str]]:
    """{character: its neighbours, the nearest first}, {character: two digits of score for each}."""
    chars, others, scores = tables.columns("glyphs.tsv.gz")
    return dict(zip(chars, others, strict=True)), dict(zip(chars, scores, strict=True))


def _listed(a: str, b: str) -> float:
    """What the row of `a` says of `b`; read in place, as rows taken apart would fill 100 MB."""
    others, scores = _table()
    at = others.get(a, "").find(b) if len(b) == 1 else -1
    return int(scores[a][2 * at : 2 * at + 2]) / 100 if at >= 0 else 0.0


def similarity(a: str, b: str) -> float:
    """0 to 1 between two characters; the same in both directions; 1.0 where both fold to one character."""
    if a == b:
        return 1.0
    listed = max(_listed(a, b), _listed(b, a))
    return listed if listed >= LOOK_ALIKE else max(listed, _folded_similarity(a, b))


@lru_cache(maxsize=20_000)
def _folded(ch: str) -> str:
    return fold(ch)


def _folded_similarity(a: str, b: str) -> float:
    fold_a, fold_b = _folded(a), _folded(b)
    if fold_a == fold_b:
        return 1.0 if fold_a else 0.0
    if fold_a == a and fold_b == b:  # asked already
        return 0.0
    return max(_listed(fold_a, fold_b), _listed(fold_b, fold_a))


@lru_cache(maxsize=4096)
def neighbours(ch: str, limit: int = 32) -> tuple[tuple[str, float], ...]:
    """(character, similarity) of at most `limit` look-alikes (≥ 0.75), the nearest first."""
    others, scores = _table()
    digits = scores.get(ch, "")
    row = ((other, int(digits[2 * at : 2 * at + 2]) / 100) for at, other in enumerate(others.get(ch, "")))
    return tuple([(other, score) for other, score in row if score >= LOOK_ALIKE][:limit])
