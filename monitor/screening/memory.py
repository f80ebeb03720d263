"""Keeps keys, heads and bodies in memory, packed: no object is kept for a posting or for a body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitor.screening.runs import Runs
from monitor.screening.store import HEAD, Numbers, Text

_BULK = 64  # texts from which on keys are sorted together


class _Rows:
    """An array that grows at its end."""

    def __init__(self, width: int, kind: type[np.generic]) -> None:
        self._held = np.zeros((1024, width), dtype=kind)

    def put(self, number: int, row: Sequence[int] | NDArray[np.uint8]) -> None:
        while number >= len(self._held):
            more = np.zeros((len(self._held) // 2, self._held.shape[1]), dtype=self._held.dtype)
            self._held = np.concatenate([self._held, more])
        self._held[number, : len(row)] = row

    @property
    def all(self) -> NDArray[Any]:
        return self._held


class MemoryStore:
    """The default up to 100,000 entries; starts empty and is gone with the process."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._heads = _Rows(HEAD, np.uint8)
        self._spans = _Rows(3, np.int64)  # where a body begins and ends, and its version
        self._bodies = bytearray()
        self._live = _Rows(1, np.bool_)
        self._keys = Runs()
        self._next = 1
        self._dead = 0

    def __len__(self) -> int:
        return len(self._numbers)

    def add_many(self, texts: Iterable[Text]) -> list[int]:
        """See Store."""
        numbers, keys = [], []
        for text in texts:
            self.remove(text.name)
            numbers.append(self._taken_in(text))
            keys.append(np.asarray(text.keys, dtype=np.int64))
        if len(numbers) < _BULK:
            for number, own in zip(numbers, keys, strict=True):
                self._keys.add(own, number)
            return numbers
        flat = np.concatenate(keys)
        holders = np.repeat(np.array(numbers), [len(own) for own in keys])
        order = np.argsort(flat, kind="stable")
        self._keys.add_sorted(flat[order], holders[order])
        if not self._live.all[numbers].all():  # a name that came twice
            self._dead = max(self._dead, 1)
        return numbers

    def _taken_in(self, text: Text) -> int:
        number, self._next = self._next, self._next + 1
        self._numbers[text.name] = number
        begins = len(self._bodies)
        self._bodies += text.body
        self._spans.put(number, (begins, len(self._bodies), text.version))
        self._heads.put(number, np.frombuffer(text.head, dtype=np.uint8))
        self._live.put(number, (True,))
        return number

    def remove(self, name: str) -> bool:
        """See Store. What it held stays until half of all texts are dead; a dead number is never given out."""
        number = self._numbers.pop(name, None)
        if number is None:
            return False
        self._live.put(number, (False,))
        self._dead += 1
        if self._dead > max(1000, len(self._numbers)):
            self._clean()
        return True

    def _clean(self) -> None:
        self._keys.clean(self._live.all[:, 0])
        bodies = bytearray()
        for number in self._numbers.values():
            begins, ends, version = self._spans.all[number].tolist()
            self._spans.put(number, (len(bodies), len(bodies) + ends - begins, version))
            bodies += self._bodies[begins:ends]
        self._bodies, self._dead = bodies, 0

    def postings(self, wanted: Numbers) -> tuple[Numbers, Numbers]:
        """See Store."""
        positions, numbers = self._keys.find(wanted)
        if self._dead:
            alive = self._live.all[numbers, 0]
            positions, numbers = positions[alive], numbers[alive]
        return positions, numbers

    def heads(self, numbers: Numbers) -> NDArray[np.uint8]:
        """See Store."""
        found: NDArray[np.uint8] = self._heads.all[numbers].astype(np.uint8, copy=False)
        return found

    def bodies(self, numbers: Sequence[int]) -> list[bytes]:
        """See Store."""
        spans = self._spans.all[np.asarray(numbers, dtype=np.int64)].tolist()
        return [bytes(self._bodies[begins:ends]) for begins, ends, _ in spans]

    def named(self, name: str) -> bytes | None:
        """See Store."""
        number = self._numbers.get(name)
        return None if number is None else self.bodies([number])[0]

    def versions(self) -> Iterator[tuple[str, int]]:
        """See Store."""
        return ((name, int(self._spans.all[self._numbers[name], 2])) for name in sorted(self._numbers))

    def commit(self) -> None:
        """See Store; nothing here outlasts the process."""

    def close(self) -> None:
        """See Store."""
        self._keys = Runs()
