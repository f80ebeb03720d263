"""Lays the characters of a mark and of a sign side by side, in order, so that the rarest likenesses are kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from monitor.matching.glyphs import split_forms
from monitor.matching.likeness import Likeness, likeness

_SPLIT_BITS = 12.0


class Step(NamedTuple):
    """`mark[at:to]` stands against `sign[from_:until]` (one character each, unless one is written apart)."""

    at: int
    to: int
    from_: int
    until: int
    like: Likeness


@dataclass(frozen=True, slots=True)
class Alignment:
    """The steps in order, and what they are worth."""

    steps: tuple[Step, ...]
    bits: float

    def bits_of(self, *relations: str) -> float:
        """Bits of the steps of some relations."""
        return sum(step.like.bits for step in self.steps if step.like.relation in relations)


def _apart(mark: str, i: int, sign: str, j: int) -> Step | None:
    """A character of one side that the other writes apart (李 against 木子)."""
    for form in split_forms(mark[i - 1]):
        start = j - len(form)
        if start >= 0 and len(form) > 1 and sign[start:j] == form:
            return Step(i - 1, i, start, j, Likeness("shape", 0.0, 0.9, _SPLIT_BITS))
    for form in split_forms(sign[j - 1]):
        start = i - len(form)
        if start >= 0 and len(form) > 1 and mark[start:i] == form:
            return Step(start, i, j - 1, j, Likeness("shape", 0.0, 0.9, _SPLIT_BITS))
    return None


@lru_cache(maxsize=4096)
def align(mark: str, sign: str) -> Alignment:
    """The in-order alignment with most bits; the earliest of equals. Cost: len(mark) x len(sign)."""
    width = len(sign) + 1
    best = [[0.0] * width for _ in range(len(mark) + 1)]
    came: dict[tuple[int, int], Step | None] = {}
    for i in range(1, len(mark) + 1):
        row, above = best[i], best[i - 1]
        for j in range(1, width):
            value, step = above[j], None
            back = (i - 1, j)
            if row[j - 1] > value:
                value, back = row[j - 1], (i, j - 1)
            like = likeness(mark[i - 1], sign[j - 1])
            if like.bits and above[j - 1] + like.bits > value:
                value, step = above[j - 1] + like.bits, Step(i - 1, i, j - 1, j, like)
            apart = _apart(mark, i, sign, j)
            if apart and best[apart.at][apart.from_] + apart.like.bits > value:
                value, step = best[apart.at][apart.from_] + apart.like.bits, apart
            row[j] = value
            came[i, j] = step or Step(*back, -1, -1, likeness("", " "))
    return Alignment(tuple(_walk(came, len(mark), len(sign))), best[-1][-1])


def _walk(came: dict[tuple[int, int], Step | None], i: int, j: int) -> list[Step]:
    steps: list[Step] = []
    while i and j:
        step = came[i, j]
        assert step is not None
        if step.from_ < 0:
            i, j = step.at, step.to
            continue
        steps.append(step)
        i, j = step.at, step.from_
    return steps[::-1]


def longest_run(a: str, b: str) -> tuple[int, int, int]:
    """(start in a, start in b, length) of the longest common run; the earliest of equals."""
    best = (0, 0, 0)
    for i in range(len(a)):
        for j in range(len(b)):
            if a[i] != b[j] or (i and j and a[i - 1] == b[j - 1]):
                continue
            length = 1
            while i + length < len(a) and j + length < len(b) and a[i + length] == b[j + length]:
                length += 1
            if length > best[2]:
                best = (i, j, length)
    return best
