"""What a key store promises; the same keys in give the same postings out, whichever store holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.int64]
HEAD = 128  # bytes of each text that are at hand without reading its body


class Text(NamedTuple):
    """What is put into a store. `keys`: distinct, ascending; `head`: at most `HEAD` bytes."""

    name: str
    keys: Sequence[int] | Numbers
    body: bytes
    version: int = 0
    head: bytes = b""


class Store(Protocol):
    """Texts by name, found by their keys. A number is never given to a second text."""

    def __len__(self) -> int:
        """How many texts are held."""
        ...

    def add_many(self, texts: Iterable[Text]) -> list[int]:
        """Take in texts in place of earlier ones of their names; returns their numbers. In force at once."""
        ...

    def remove(self, name: str) -> bool:
        """Forget a text; whether it was there. In force at once."""
        ...

    def postings(self, wanted: Numbers) -> tuple[Numbers, Numbers]:
        """Who holds any of the keys `wanted` (distinct, ascending).

        Two arrays of one length: a position in `wanted`, and the number of a text that holds that key.
        """
        ...

    def heads(self, numbers: Numbers) -> NDArray[np.uint8]:
        """The heads of texts that are held, one a row, filled up with zeros."""
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
    askers, numbers = pairs(store, asked)
    bounds = np.searchsorted(askers, np.arange(len(asked) + 1))
    return [numbers[bounds[n] : bounds[n + 1]] for n in range(len(asked))]


def pairs(store: Store, asked: Sequence[Sequence[int]]) -> tuple[Numbers, Numbers]:
    """As `candidates`, in two arrays: the place of the list of probes, and the number of the text."""
    sizes = np.fromiter(map(len, asked), dtype=np.int64, count=len(asked))
    flat = np.fromiter((key for probes in asked for key in probes), dtype=np.int64, count=int(sizes.sum()))
    return pairs_of(store, flat, np.repeat(np.arange(len(asked)), sizes))


def pairs_of(store: Store, probes: Numbers, askers: Numbers) -> tuple[Numbers, Numbers]:
    """Distinct (asker, number of a text), ascending, where `askers[n]` asks for `probes[n]`."""
    if not len(probes):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    order = np.argsort(probes)
    probes, askers = probes[order], askers[order]
    first = np.flatnonzero(np.diff(probes, prepend=probes[0] - 1))
    positions, numbers = store.postings(probes[first])
    ends = np.append(first[1:], len(probes))
    lengths = (ends - first)[positions]  # so many ask for the key of each posting
    total = int(lengths.sum())
    start = np.repeat(first[positions] - (np.cumsum(lengths) - lengths), lengths)
    joined = np.unique(askers[start + np.arange(total)] << 32 | np.repeat(numbers, lengths))
    return joined >> 32, joined & 0xFFFFFFFF
