"""Compares characters by how they are put together (source 2 of the glyph table): trees and shared parts.

Strokes weigh the parts. A part that very many characters have (钅, 鱼) tells less than 夬 in 快 and 抉.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np

from monitor.matching.build.glyph_raster import FACES, pictures
from monitor.matching.build.ids import Decompositions, Tree
from monitor.matching.build.sources import Mojidata

PART_BLUR = 2.0
COMMON, DISCOUNT = 20, 0.35  # a part in more than 20 characters counts (20/n)^0.35
SAME_IN_FULL = 0.95  # 氵 against 水
AREA = 0.25  # how much the bare number of parts weighs beside their strokes
CROSSED = 0.8  # strokes laid over each other say little of the look
_FLAT = {"⿲": "⿰", "⿳": "⿱"}


class Shapes:
    """Trees, stroke counts and part pictures of a set of characters."""

    def __init__(self, source: Mojidata, chars: list[str], counted: list[str]) -> None:
        self.trees = Decompositions(source)
        self.counts = {c: int(v.split()[0]) for c, v in source.column("kTotalStrokes").items()}
        self.parts = {char: self._all_parts(char, {}) for char in chars}
        self.spread = Counter(p for c in counted for p in self.parts[c] if p != self.trees.plain(c))
        single = sorted({p for c in chars for p in self._reachable(c) if len(p) == 1})
        self.row = {part: row for row, part in enumerate(single)}
        drawn = [pictures(single, face, PART_BLUR, ink_only=True) for face in FACES]
        self.drawn = np.hstack(drawn) / np.sqrt(np.float32(len(FACES)))
        self._known: dict[tuple[str, str], float] = {}

    @cache  # noqa: B019 (one object lives for the whole build)
    def strokes(self, part: str) -> int:
        """Stroke count; of a nameless part the sum of what it is made of, or three."""
        if part in self.counts:
            return self.counts[part]
        inner = self.trees.tree(part).parts
        return sum(self.strokes(p) for p in inner) if inner else 3

    @cache  # noqa: B019
    def _reachable(self, part: str) -> frozenset[str]:
        return frozenset({part}).union(*(self._reachable(p) for p in self.trees.tree(part).parts))

    def _all_parts(self, part: str, found: dict[str, int]) -> dict[str, int]:
        plain = self.trees.plain(part)
        found[plain] = max(found.get(plain, 0), self.strokes(part))
        for inner in self.trees.tree(part).parts:
            self._all_parts(inner, found)
        return found

    def weight(self, part: str) -> float:
        """1 for a part of few characters, less for one that very many have."""
        spread = self.spread[self.trees.plain(part)]
        return 1.0 if spread <= COMMON else float((COMMON / spread) ** DISCOUNT)

    def shared(self, a: str, b: str) -> float:
        """The largest part that both have, anywhere, as a share of all strokes."""
        parts_b = self.parts[b]
        best = max(
            (min(n, parts_b[p]) * self.weight(p) for p, n in self.parts[a].items() if p in parts_b),
            default=0.0,
        )
        return 2 * best / (self.strokes(a) + self.strokes(b))

    def _drawn_alike(self, a: str, b: str) -> float:
        row_a, row_b = self.row.get(a), self.row.get(b)
        if row_a is None or row_b is None:
            return 0.0
        cosine = float(self.drawn[row_a] @ self.drawn[row_b])
        unequal = abs(self.strokes(a) - self.strokes(b)) / max(self.strokes(a), self.strokes(b))
        return min(1.0, max(0.0, (cosine - 0.45) / 0.5)) * (1 - 0.5 * unequal)

    def likeness(self, a: str, b: str) -> float:
        """0 to 1: parts drawn alike, or trees of one structure with like parts, or one a part of the other."""
        if a == b:
            return 1.0
        key = (a, b) if a < b else (b, a)
        if key not in self._known:
            self._known[key] = 0.0  # a part inside itself ends here
            self._known[key] = self._likeness(*key)
        return self._known[key]

    def _likeness(self, a: str, b: str) -> float:
        plain_a, plain_b = self.trees.plain(a), self.trees.plain(b)
        best = SAME_IN_FULL if plain_a == plain_b else self._drawn_alike(a, b)
        tree_a, tree_b = self.trees.tree(a), self.trees.tree(b)
        if tree_a.sign and tree_a.sign == tree_b.sign:
            best = max(best, self._same_structure(tree_a, tree_b, self.strokes(a) + self.strokes(b)))
        elif tree_a.sign and _FLAT.get(tree_a.sign, tree_a.sign) == _FLAT.get(tree_b.sign, tree_b.sign):
            best = max(best, self._two_of_three(tree_a, tree_b, self.strokes(a) + self.strokes(b)))
        return max(best, self._part_of(a, tree_b, b), self._part_of(b, tree_a, a))

    def _same_structure(self, a: Tree, b: Tree, strokes: int) -> float:
        total = weights = 0.0
        for part_a, part_b in zip(a.parts, b.parts, strict=True):
            size = (1 - AREA) * (self.strokes(part_a) + self.strokes(part_b)) / strokes + AREA / len(a.parts)
            alike = self.likeness(part_a, part_b)
            same = self.trees.plain(part_a) == self.trees.plain(part_b)
            weight = size * (self.weight(part_a) if same else 1.0)
            total += weight * alike
            weights += weight if alike > 0.9 else size
        return total / weights * (CROSSED if a.sign == "⿻" else 1.0)

    def _two_of_three(self, a: Tree, b: Tree, strokes: int) -> float:
        short, long = sorted((a, b), key=lambda tree: len(tree.parts))
        return max(
            0.95
            * sum(
                (self.strokes(p) + self.strokes(q)) / strokes * self.likeness(p, q)
                for p, q in zip(short.parts, long.parts[start:], strict=False)
            )
            for start in (0, 1)
        )

    def _part_of(self, small: str, tree: Tree, big: str) -> float:
        plain = self.trees.plain(small)
        if all(self.trees.plain(part) != plain for part in tree.parts):
            return 0.0
        return 0.9 * 2 * self.strokes(small) / (self.strokes(big) + self.strokes(small))
