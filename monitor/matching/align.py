"""Lays the characters of a mark and of a sign side by side, in order, so that the rarest likenesses are kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from monitor.matching.glyphs import split_forms
from monitor.matching.likeness import ROWS, Likeness

_SPLIT_BITS = 12.0

Cell = tuple[int, int, Likeness]
Came = tuple[int, int, "Step | None"]


class Step(NamedTuple):
    """`mark[at:to]` stands against `sign[from_:until]` (one character each, unless one is written apart)."""

    at: int
    to: int
    from_: int
    until: int
    like: Likeness


@dataclass(slots=True)
class Alignment:
    """The steps in order, and what they are worth."""

    steps: tuple[Step, ...]
    bits: float

    def bits_of(self, *relations: str) -> float:
        """Bits of the steps of some relations."""
        return sum(step.like.bits for step in self.steps if step.like.relation in relations)


@lru_cache(maxsize=8192)
def _forms(units: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """All ways to write a character of the units apart, and their first characters."""
    forms = tuple(form for char in units for form in split_forms(char) if len(form) > 1)
    return forms, frozenset(form[0] for form in forms)


def _holds_apart(units: str, other: str) -> bool:
    forms, firsts = _forms(units)
    return not firsts.isdisjoint(other) and any(form in other for form in forms)


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


def cells_of(mark: str, sign: str) -> list[Cell]:
    """(place in the mark, place in the sign, likeness) of all characters that are alike, in reading order."""
    found: list[Cell] = []
    for i, char in enumerate(mark):
        row = ROWS[char]
        for j, other in enumerate(sign):
            like = row[other]
            if like.bits:
                found.append((i, j, like))
    return found


def align(mark: str, sign: str) -> Alignment:
    """The in-order alignment with most bits; the earliest of equals. Cost: len(mark) x len(sign)."""
    return lay(mark, sign, cells_of(mark, sign))


def lay(mark: str, sign: str, cells: list[Cell]) -> Alignment:
    """As `align`, for cells that are known."""
    if _holds_apart(mark, sign) or _holds_apart(sign, mark):
        return _most(mark, sign, cells, list(range(len(mark))), list(range(len(sign))), apart=True)
    if not _in_order(cells):  # rows and columns where nothing is alike change nothing
        rows = list(dict.fromkeys(cell[0] for cell in cells))
        return _most(mark, sign, cells, rows, sorted({cell[1] for cell in cells}))
    bits = 0.0
    for _, _, like in cells:
        bits += like.bits
    return Alignment(tuple([Step(i, i + 1, j, j + 1, like) for i, j, like in cells]), bits)


def _in_order(cells: list[Cell]) -> bool:
    """Whether all cells can be kept: each further on in both texts than the one before."""
    row = column = -1
    for i, j, _ in cells:
        if i <= row or j <= column:
            return False
        row, column = i, j
    return True


def _most(
    mark: str, sign: str, cells: list[Cell], rows: list[int], columns: list[int], *, apart: bool = False
) -> Alignment:
    """The best path through the given rows (of the mark) and columns (of the sign)."""
    likes = {(i, j): like for i, j, like in cells}
    best = [[0.0] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    came: list[list[Came]] = [[]]
    for r, i in enumerate(rows, 1):
        row, above = best[r], best[r - 1]
        steps: list[Came] = [(r - 1, 0, None)]
        for c, j in enumerate(columns, 1):
            value = above[c]
            back: Came = (r - 1, c, None)
            if row[c - 1] > value:
                value, back = row[c - 1], (r, c - 1, None)
            like = likes.get((i, j))
            if like and above[c - 1] + like.bits > value:
                value, back = above[c - 1] + like.bits, (r - 1, c - 1, Step(i, i + 1, j, j + 1, like))
            step = _apart(mark, r, sign, c) if apart else None
            if step and best[step.at][step.from_] + step.like.bits > value:
                value, back = best[step.at][step.from_] + step.like.bits, (step.at, step.from_, step)
            row[c] = value
            steps.append(back)
        came.append(steps)
    return Alignment(tuple(_walk(came, len(rows), len(columns))), best[-1][-1])


def _walk(came: list[list[Came]], r: int, c: int) -> list[Step]:
    steps: list[Step] = []
    while r and c:
        r, c, step = came[r][c]
        if step is not None:
            steps.append(step)
    return steps[::-1]


def longest_run(a: str, b: str) -> tuple[int, int, int]:
    """(start in a, start in b, length) of the longest common run; the earliest of equals."""
    at = length = 0
    for i in range(len(a)):
        while i + length < len(a) and a[i : i + length + 1] in b:
            at, length = i, length + 1
    return (at, b.find(a[at : at + length]), length) if length else (0, 0, 0)
