"""Keeps keys in memory: sorted arrays for most of them, a dict for what came lately.

A plain dict of 100,000 marks takes half a gigabyte, since every key is an object; two sorted arrays take
12 bytes a posting. New keys wait in a small dict and are merged in when there are enough of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from monitor.screening.store import Numbers

_LATELY = 50_000  # postings in the dict before they are merged, or an eighth of all


class MemoryStore:
    """The default up to 100,000 entries; starts empty and is gone with the process."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._bodies: dict[int, tuple[bytes, int]] = {}
        self._keys = np.empty(0, dtype=np.int64)
        self._holders = np.empty(0, dtype=np.int32)
        self._late: dict[int, list[int]] = {}
        self._late_count = 0
        self._next = 1
        self._dead = 0

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, name: str, keys: Sequence[int], body: bytes, version: int = 0) -> int:
        """See Store."""
        self.remove(name)
        number, self._next = self._next, self._next + 1
        self._numbers[name] = number
        self._bodies[number] = (body, version)
        for key in keys:
            self._late.setdefault(key, []).append(number)
        self._late_count += len(keys)
        if self._late_count > max(_LATELY, len(self._keys) // 8):
            self._merge()
        return number

    def remove(self, name: str) -> bool:
        """See Store. The keys stay until half of all numbers are dead; a dead number is never given out."""
        number = self._numbers.pop(name, None)
        if number is None:
            return False
        del self._bodies[number]
        self._dead += 1
        if self._dead > max(1000, len(self._numbers)):
            self._merge()
        return True

    def _merge(self) -> None:
        count = sum(map(len, self._late.values()))
        keys = np.fromiter((k for k, held in self._late.items() for _ in held), np.int64, count)
        holders = np.fromiter((n for held in self._late.values() for n in held), np.int32, count)
        keys, holders = np.concatenate([self._keys, keys]), np.concatenate([self._holders, holders])
        if self._dead:
            alive = self._alive()[holders]
            keys, holders, self._dead = keys[alive], holders[alive], 0
        order = np.argsort(keys, kind="stable")
        self._keys, self._holders = keys[order], holders[order]
        self._late, self._late_count = {}, 0

    def _alive(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        alive = np.zeros(self._next, dtype=np.bool_)
        alive[np.fromiter(self._bodies, np.int64, len(self._bodies))] = True
        return alive

    def postings(self, wanted: Numbers) -> tuple[Numbers, Numbers]:
        """See Store."""
        low = np.searchsorted(self._keys, wanted, "left")
        high = np.searchsorted(self._keys, wanted, "right")
        lengths = high - low
        positions = np.repeat(np.arange(len(wanted)), lengths)
        at = np.arange(len(positions)) - np.repeat(np.cumsum(lengths) - lengths - low, lengths)
        numbers = self._holders[at].astype(np.int64)
        if self._late:
            late = [(n, h) for n, k in enumerate(wanted.tolist()) for h in self._late.get(k, ())]
            more = np.array(late, dtype=np.int64).reshape(-1, 2)
            positions, numbers = (
                np.concatenate([positions, more[:, 0]]),
                np.concatenate([numbers, more[:, 1]]),
            )
        if self._dead:
            alive = self._alive()[numbers]
            positions, numbers = positions[alive], numbers[alive]
        return positions, numbers

    def bodies(self, numbers: Sequence[int]) -> list[bytes]:
        """See Store."""
        return [self._bodies[int(number)][0] for number in numbers]

    def named(self, name: str) -> bytes | None:
        """See Store."""
        number = self._numbers.get(name)
        return None if number is None else self._bodies[number][0]

    def versions(self) -> Iterator[tuple[str, int]]:
        """See Store."""
        return ((name, self._bodies[self._numbers[name]][1]) for name in sorted(self._numbers))

    def commit(self) -> None:
        """See Store; nothing here outlasts the process."""

    def close(self) -> None:
        """See Store."""
        self._late.clear()
