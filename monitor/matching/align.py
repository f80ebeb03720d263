"""Lays the characters of a mark and of a sign side by side, in order, so that the rarest likenesses are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from monitor.matching.glyphs import split_forms
from monitor.matching.likeness import ROWS, UNLIKE, Likeness

_SPLIT_BITS = 12.0

Cell = tuple[int, int, Likeness]
_UP, _LEFT, _KEEP = 0, 1, 2
_new = tuple.__new__  # half the cost of `Step(...)`


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


@lru_cache(maxsize=4096)
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


def cells_of(mark: Sequence[str], sign: Sequence[str]) -> list[Cell]:
    """(place in the mark, place in the sign, likeness) of all characters that are alike, in reading order."""
    found: list[Cell] = []
    for i, char in enumerate(mark):
        row = ROWS[char]
        for j, other in enumerate(sign):
            like = row[other]
            if like is not UNLIKE and like.bits:
                found.append((i, j, like))
    return found


def align(mark: str, sign: str) -> Alignment:
    """The in-order alignment with most bits; the earliest of equals. Cost: len(mark) x len(sign)."""
    return lay(mark, sign, cells_of(mark, sign))


def lay(mark: str, sign: str, cells: list[Cell]) -> Alignment:
    """As `align`, for cells that are known."""
    if _holds_apart(mark, sign) or _holds_apart(sign, mark):
        return _most_with_apart(mark, sign, cells)
    bits = 0.0
    if len(cells) > 1 and not _in_order(cells):
        cells, bits = _most(cells)
    else:
        for cell in cells:
            bits += cell[2].bits
    return Alignment(tuple([_new(Step, (i, i + 1, j, j + 1, like)) for i, j, like in cells]), bits)


def _in_order(cells: list[Cell]) -> bool:
    """Whether all cells can be kept: each further on in both texts than the one before."""
    row = column = -1
    for i, j, _ in cells:
        if i <= row or j <= column:
            return False
        row, column = i, j
    return True


def _most(cells: list[Cell]) -> tuple[list[Cell], float]:
    """The best path of cells; rows and columns in which nothing is alike are left out, as they change nothing."""
    if len(cells) == 2:
        better = cells[cells[1][2].bits > cells[0][2].bits]
        return [better], better[2].bits
    columns = sorted({cell[1] for cell in cells})
    likes: dict[int, dict[int, Cell]] = {}
    for cell in cells:
        likes.setdefault(cell[0], {})[cell[1]] = cell
    above = [0.0] * (len(columns) + 1)
    came: list[list[int]] = []
    for alike in likes.values():
        row, turns = [0.0], []
        for c, j in enumerate(columns):
            value, turn = above[c + 1], _UP
            if row[c] > value:
                value, turn = row[c], _LEFT
            found = alike.get(j)
            if found and above[c] + found[2].bits > value:
                value, turn = above[c] + found[2].bits, _KEEP
            row.append(value)
            turns.append(turn)
        came.append(turns)
        above = row
    return _walk(came, list(likes.values()), columns), above[-1]


def _walk(came: list[list[int]], likes: list[dict[int, Cell]], columns: list[int]) -> list[Cell]:
    r, c = len(came) - 1, len(columns) - 1
    kept: list[Cell] = []
    while r >= 0 and c >= 0:
        turn = came[r][c]
        if turn == _KEEP:
            kept.append(likes[r][columns[c]])
        r, c = r - (turn != _LEFT), c - (turn != _UP)
    return kept[::-1]


def _most_with_apart(mark: str, sign: str, cells: list[Cell]) -> Alignment:
    """The best path where a character of one side may stand against several of the other."""
    likes = {(i + 1, j + 1): Step(i, i + 1, j, j + 1, like) for i, j, like in cells}
    best = [[0.0] * (len(sign) + 1) for _ in range(len(mark) + 1)]
    came: dict[tuple[int, int], Step | tuple[int, int]] = {}
    for i in range(1, len(mark) + 1):
        row, above = best[i], best[i - 1]
        for j in range(1, len(sign) + 1):
            row[j], came[i, j] = above[j], (i - 1, j)
            if row[j - 1] > row[j]:
                row[j], came[i, j] = row[j - 1], (i, j - 1)
            for step in (likes.get((i, j)), _apart(mark, i, sign, j)):
                if step and best[step.at][step.from_] + step.like.bits > row[j]:
                    row[j], came[i, j] = best[step.at][step.from_] + step.like.bits, step
    steps: list[Step] = []
    i, j = len(mark), len(sign)
    while i and j:
        back = came[i, j]
        if isinstance(back, Step):
            steps.append(back)
            i, j = back.at, back.from_
        else:
            i, j = back
    return Alignment(tuple(steps[::-1]), best[-1][-1])


def longest_run(a: str, b: str) -> tuple[int, int, int]:
    """(start in a, start in b, length) of the longest common run; the earliest of equals."""
    at = length = 0
    size = len(a)
    for i in range(size):
        while i + length < size and a[i : i + length + 1] in b:
            at, length = i, length + 1
    return (at, b.find(a[at : at + length]), length) if length else (0, 0, 0)
