"""Relation of the goods of two sides: similar groups first, then classes, then classes of related trade.

Source: 商标审查审理指南 and 类似商品和服务区分表 (facts 3.3); the table of related classes is a presumption.
"""

from __future__ import annotations

import math
import tomllib
from functools import cache, lru_cache
from typing import Literal

from monitor.matching import tables

Relation = Literal["same group", "same class", "related", "unknown", "other"]

#: Steps for the learned shares: nearer goods never lower a score. Unknown lies between related and other.
STEPS: dict[Relation, float] = {
    "same group": 1.0,
    "same class": 1.0,
    "related": 0.5,
    "unknown": 0.25,
    "other": 0.0,
}

CHINESE: dict[Relation, str] = {
    "same group": "同一类似群",
    "same class": "同一国际分类",
    "related": "相关联的类别",
    "unknown": "类别不详",
    "other": "不同类别",
}


@cache
def _related() -> frozenset[tuple[int, int]]:
    body = tomllib.loads((tables.FOLDER / "class_relations.toml").read_text(encoding="utf-8"))
    pairs = [(a, b) for group in body["groups"] for a in group for b in group if a != b]
    return frozenset(pairs)


@lru_cache(maxsize=4096)
def _related_to(ours: tuple[int, ...]) -> frozenset[int]:
    """Classes of a trade related to any of ours."""
    return frozenset(b for a, b in _related() if a in ours)


@lru_cache(maxsize=16384)
def relation(
    ours: tuple[int, ...], theirs: tuple[int, ...], groups: tuple[str, ...] = (), other: tuple[str, ...] = ()
) -> Relation:
    """The nearest relation of any goods of the entry to any goods of the record."""
    if groups and other and set(groups) & set(other):
        return "same group"
    if not ours or not theirs:
        return "unknown"
    if set(ours) & set(theirs):
        return "same class"
    return "other" if _related_to(ours).isdisjoint(theirs) else "related"


def bits(kind: Relation, ours: tuple[int, ...], shares: dict[int, float]) -> float:
    """How rare so near goods are by chance: bits of an everyday filing naming a class as near; -1 for other goods.

    `shares`: share of everyday filings in each class.
    """
    if kind in ("unknown", "other"):
        return 0.0 if kind == "unknown" else -1.0
    same = sum(shares.get(nice, 0.01) for nice in sorted(set(ours)))
    if kind == "related":
        near = _related_to(ours)
        same += sum(s for nice, s in sorted(shares.items()) if nice not in ours and nice in near)
    return min(9.0, max(0.0, -math.log2(max(same, 1e-6))))
