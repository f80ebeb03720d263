"""Postings in memory: a few sorted arrays, each at least four times the next, and a dict for what came last.

A plain dict of 100,000 marks takes half a gigabyte, since every key is an object; sorted arrays take
12 bytes a posting.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitor.screening.store import Numbers

_LATELY = 4_096  # postings that wait in the dict
_TIMES = 4

Run = tuple[Numbers, NDArray[np.int32]]


class Runs:
    """(key, number) pairs; `alive` says which numbers still count."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._late: dict[int, list[int]] = {}
        self._waiting = 0

    def add(self, keys: Numbers, number: int) -> None:
        """Put in the keys of one text; found with the next question."""
        for key in keys.tolist():
            self._late.setdefault(key, []).append(number)
        self._waiting += len(keys)
        if self._waiting > _LATELY:
            self._settle()

    def add_sorted(self, keys: Numbers, numbers: Numbers) -> None:
        """Put in many at once, ascending by key."""
        self._settle()
        self._push((keys, numbers.astype(np.int32)))

    def _settle(self) -> None:
        if self._late:
            keys = np.fromiter((k for k, held in self._late.items() for _ in held), np.int64, self._waiting)
            numbers = np.fromiter((n for h in self._late.values() for n in h), np.int32, self._waiting)
            order = np.argsort(keys, kind="stable")
            self._late, self._waiting = {}, 0
            self._push((keys[order], numbers[order]))

    def _push(self, run: Run) -> None:
        while self._runs and len(self._runs[-1][0]) < _TIMES * len(run[0]):
            run = _merged(self._runs.pop(), run)
        self._runs.append(run)

    def clean(self, alive: NDArray[np.bool_]) -> None:
        """Drop the postings of dead numbers."""
        self._settle()
        self._runs = [(keys[alive[numbers]], numbers[alive[numbers]]) for keys, numbers in self._runs]

    def find(self, wanted: Numbers) -> tuple[Numbers, Numbers]:
        """Positions in `wanted` (ascending) and the numbers that hold the key there."""
        found = [_found(run, wanted) for run in self._runs]
        if self._late:
            late = [(n, h) for n, k in enumerate(wanted.tolist()) for h in self._late.get(k, ())]
            found.append(tuple(np.array(late, dtype=np.int64).reshape(-1, 2).T))
        if not found:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])


def _found(run: Run, wanted: Numbers) -> tuple[Any, ...]:
    keys, numbers = run
    low = np.searchsorted(keys, wanted, "left")
    held = np.flatnonzero((low < len(keys)) & (keys[np.minimum(low, len(keys) - 1)] == wanted))
    low = low[held]
    lengths = np.searchsorted(keys, wanted[held], "right") - low
    at = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths - low, lengths)
    return np.repeat(held, lengths), numbers[at].astype(np.int64)


def _merged(older: Run, newer: Run) -> Run:
    """Both in one, in place of a sort: each of the newer goes after its equals."""
    at = np.searchsorted(older[0], newer[0], "right") + np.arange(len(newer[0]))
    own = np.ones(len(older[0]) + len(newer[0]), dtype=np.bool_)
    own[at] = False
    return _placed(older[0], newer[0], at, own), _placed(older[1], newer[1], at, own)


def _placed(old: NDArray[Any], new: NDArray[Any], at: Numbers, own: NDArray[np.bool_]) -> NDArray[Any]:
    both = np.empty(len(own), dtype=old.dtype)
    both[at], both[own] = new, old
    return both
