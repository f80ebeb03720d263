"""Gives, for a sign, every mark that could resemble it, out of a hundred thousand and right after changes."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator, Sequence

import numpy as np

from monitor.matching.prepare import Mark, Sign, prepare_entry
from monitor.matching.score import DEFAULT_THRESHOLD, score
from monitor.screening import keys
from monitor.screening.bound import Bound
from monitor.screening.glance import worth_reading
from monitor.screening.memory import MemoryStore
from monitor.screening.sketch import SKETCH, sketch_of
from monitor.screening.store import Numbers, Store, candidates
from watchlists.entries import WatchEntry

_READY = 5_000  # prepared marks kept; others are prepared again from what the store holds


class Index:
    """Marks by entry id, behind their keys. The store decides where keys are kept, never what is found."""

    def __init__(self, store: Store | None = None, threshold: float = DEFAULT_THRESHOLD) -> None:
        self._store: Store = MemoryStore() if store is None else store
        self._threshold = threshold
        self._line = math.log(threshold / (1 - threshold))
        self._bound = Bound()
        self._ready: OrderedDict[int, Mark] = OrderedDict()

    def __len__(self) -> int:
        return len(self._store)

    def add(self, mark: Mark, version: int = 0) -> None:
        """Take in a mark, in place of an earlier one of the same entry."""
        body = mark.entry.model_dump_json(exclude_defaults=True).encode()
        number = self._store.add(mark.entry.id, keys.mark_keys(mark), sketch_of(mark) + body, version)
        self._keep(number, mark)

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
        found = candidates(self._store, [keys.sign_probes(sign) for sign in signs])
        every = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
        bodies = self._store.bodies(every.tolist())
        sketches = np.frombuffer(b"".join(body[: SKETCH.itemsize] for body in bodies), dtype=SKETCH)
        kept = [
            numbers[self._bound.may_reach(sign, sketches[np.searchsorted(every, numbers)], self._line)]
            for sign, numbers in zip(signs, found, strict=True)
        ]
        return [
            sorted(
                (mark for mark in self._marks(numbers, every, bodies) if worth_reading(mark, sign)),
                key=lambda mark: mark.entry.id,
            )
            for sign, numbers in zip(signs, kept, strict=True)
        ]

    def hits_of(self, signs: Sequence[Sign]) -> list[list[tuple[Mark, float]]]:
        """For each sign the marks at or over the threshold with their scores, by entry id.

        The scores are those of `monitor.matching.score.score`, to the last digit: it is what is called.
        """
        scored = [
            [(mark, score(mark, sign)) for mark in marks]
            for sign, marks in zip(signs, self.candidates_of(signs), strict=True)
        ]
        return [[(mark, value) for mark, value in group if value >= self._threshold] for group in scored]

    def _marks(self, numbers: Numbers, every: Numbers, bodies: list[bytes]) -> Iterator[Mark]:
        for number, place in zip(numbers.tolist(), np.searchsorted(every, numbers).tolist(), strict=True):
            mark = self._ready.get(number)
            if mark is None:
                mark = _mark(bodies[place])
                self._keep(number, mark)
            yield mark

    def _keep(self, number: int, mark: Mark) -> None:
        self._ready[number] = mark
        while len(self._ready) > _READY:
            self._ready.popitem(last=False)


def _mark(body: bytes) -> Mark:
    return prepare_entry(WatchEntry.model_validate_json(body[SKETCH.itemsize :]))
