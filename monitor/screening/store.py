"""What a key store promises; the same keys in give the same postings out, whichever store holds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.int64]


class Store(Protocol):
    """Texts by name, found by their keys. A number is never given to a second text."""

    def __len__(self) -> int:
        """How many texts are held."""
        ...

    def add(self, name: str, keys: Sequence[int], body: bytes, version: int = 0) -> int:
        """Take in a text in place of an earlier one of that name; returns its number. In force at once."""
        ...

    def remove(self, name: str) -> bool:
        """Forget a text; whether it was there. In force at once."""
        ...

    def postings(self, wanted: Numbers) -> tuple[Numbers, Numbers]:
        """Who holds any of the keys `wanted` (distinct, ascending).

        Two arrays of one length: a position in `wanted`, and the number of a text that holds that key.
        """
        ...

    def bodies(self, numbers: Sequence[int]) -> list[bytes]:
        """The bodies of texts that are held, in the order asked for."""
        ...

    def named(self, name: str) -> bytes | None:
        """The body of the text of that name, if it is held."""
        ...

    def versions(self) -> Iterator[tuple[str, int]]:
        """(name, version) of every text held, by name."""
        ...

    def commit(self) -> None:
        """Make durable what was added and removed, where the store lasts."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


def candidates(store: Store, asked: Sequence[Sequence[int]]) -> list[Numbers]:
    """For each list of probes the numbers of the texts that share a key, ascending, each once."""
    sizes = np.fromiter(map(len, asked), dtype=np.int64, count=len(asked))
    flat = np.fromiter((key for probes in asked for key in probes), dtype=np.int64, count=int(sizes.sum()))
    if not len(flat):
        return [np.empty(0, dtype=np.int64) for _ in asked]
    wanted, back = np.unique(flat, return_inverse=True)
    positions, numbers = store.postings(wanted)
    asker = np.repeat(np.arange(len(asked)), sizes)
    pairs = _joined(back, asker, positions, numbers, len(wanted))
    bounds = np.searchsorted(pairs >> 32, np.arange(len(asked) + 1))
    found = pairs & 0xFFFFFFFF
    return [found[bounds[n] : bounds[n + 1]] for n in range(len(asked))]


def _joined(back: Numbers, asker: Numbers, positions: Numbers, numbers: Numbers, size: int) -> Numbers:
    """Distinct (asker << 32 | number), ascending: every asker of a key meets every holder of it."""
    order = np.argsort(positions, kind="stable")
    held = numbers[order]
    counts = np.bincount(positions, minlength=size)
    starts = np.cumsum(counts) - counts
    lengths = counts[back]
    total = int(lengths.sum())
    first = np.repeat(starts[back] - (np.cumsum(lengths) - lengths), lengths)
    return np.unique(np.repeat(asker, lengths) << 32 | held[first + np.arange(total)])
