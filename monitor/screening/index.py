"""Gives, for a sign, every mark that could resemble it, out of a hundred thousand and right after changes."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from monitor.matching.prepare import Mark, Sign, prepare_entry
from monitor.matching.score import DEFAULT_THRESHOLD, score
from monitor.screening import keys, probing
from monitor.screening.bound import Bound
from monitor.screening.caches import trim
from monitor.screening.memory import MemoryStore
from monitor.screening.sketch import SKETCH, sketch_of
from monitor.screening.store import Numbers, Store, Text, pairs_of
from watchlists.entries import WatchEntry

_READY = 2_000  # prepared marks kept; others are prepared again from what the store holds
_SIGNS = 500  # asked for at once
_TEXTS = 2_000  # taken in at once


class Index:
    """Marks by entry id, behind their keys. The store decides where keys are kept, never what is found."""

    def __init__(self, store: Store | None = None, threshold: float = DEFAULT_THRESHOLD) -> None:
        self._store: Store = MemoryStore() if store is None else store
        self._threshold = threshold
        self._line = math.log(threshold / (1 - threshold))
        self._bound = Bound()
        self._ready: OrderedDict[int, Mark] = OrderedDict()
        self._since = 0  # signs since the caches were looked at

    def __len__(self) -> int:
        return len(self._store)

    def add(self, mark: Mark, version: int = 0) -> None:
        """Take in a mark, in place of an earlier one of the same entry."""
        self.add_many([(mark, version)])

    def add_many(self, marks: Iterable[tuple[Mark, int]]) -> None:
        """As `add`, for many with their versions, which costs less for each."""
        rest = iter(marks)
        while step := list(islice(rest, _TEXTS)):
            self._store.add_many(_text(mark, version) for mark, version in step)
            trim()

    def remove(self, entry_id: str) -> None:
        """Forget an entry; one that is not there changes nothing."""
        self._store.remove(entry_id)

    def versions(self) -> dict[str, int]:
        """The version of every entry that is held."""
        return dict(self._store.versions())

    def entry(self, entry_id: str) -> WatchEntry | None:
        """The entry of that id, if it is held."""
        body = self._store.named(entry_id)
        return None if body is None else _mark(body).entry

    def commit(self) -> None:
        """Make changes durable, where the store lasts."""
        self._store.commit()

    def close(self) -> None:
        """Give the store back."""
        self._store.close()

    def candidates(self, sign: Sign) -> list[Mark]:
        """Marks that may reach the threshold against `sign`, by entry id, each once."""
        return self.candidates_of([sign])[0]

    def candidates_of(self, signs: Sequence[Sign]) -> list[list[Mark]]:
        """As `candidates`, for many signs in one step, which costs less for each."""
        found = []
        for start in range(0, len(signs), _SIGNS):
            found += self._candidates_of(signs[start : start + _SIGNS])
        self._since += len(signs)
        if self._since >= _SIGNS:
            self._since = 0
            trim()
        return found

    def _candidates_of(self, signs: Sequence[Sign]) -> list[list[Mark]]:
        askers, numbers = pairs_of(self._store, *probing.sign_probes(signs))
        heads = self._store.heads(numbers).view(SKETCH).ravel()
        kept = self._bound.of_pairs(signs, askers, heads, self._line)
        found: list[list[Mark]] = [[] for _ in signs]
        for asker, mark in zip(askers[kept].tolist(), self._marks(numbers[kept]), strict=True):
            found[asker].append(mark)
        return [sorted(marks, key=lambda mark: mark.entry.id) for marks in found]

    def hits_of(self, signs: Sequence[Sign]) -> list[list[tuple[Mark, float]]]:
        """For each sign the marks at or over the threshold with their scores, by entry id.

        The scores are those of `monitor.matching.score.score`, to the last digit: it is what is called.
        """
        scored = [
            [(mark, score(mark, sign)) for mark in marks]
            for sign, marks in zip(signs, self.candidates_of(signs), strict=True)
        ]
        return [[(mark, value) for mark, value in group if value >= self._threshold] for group in scored]

    def _marks(self, numbers: Numbers) -> Iterator[Mark]:
        every = np.unique(numbers).tolist()
        missing = [number for number in every if number not in self._ready]
        found = {n: _mark(body) for n, body in zip(missing, self._store.bodies(missing), strict=True)}
        found |= {number: self._ready[number] for number in every if number in self._ready}
        for number in every:
            self._ready[number] = found[number]
            self._ready.move_to_end(number)
        while len(self._ready) > _READY:
            self._ready.popitem(last=False)
        return (found[number] for number in numbers.tolist())


def _text(mark: Mark, version: int) -> Text:
    body = mark.entry.model_dump_json(exclude_defaults=True).encode()
    return Text(mark.entry.id, keys.mark_keys(mark), body, version, sketch_of(mark))


def _mark(body: bytes) -> Mark:
    return prepare_entry(WatchEntry.model_validate_json(body))
