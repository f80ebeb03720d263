"""Gives, for a sign, every mark that could resemble it, out of a hundred thousand and right after changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence

from monitor.matching.prepare import Mark, Sign, prepare_entry
from monitor.screening import keys
from monitor.screening.memory import MemoryStore
from monitor.screening.store import Store, candidates
from watchlists.entries import WatchEntry

_READY = 20_000  # prepared marks kept; others are prepared again from what the store holds


class Index:
    """Marks by entry id, behind their keys. The store decides where keys are kept, never what is found."""

    def __init__(self, store: Store | None = None) -> None:
        self._store: Store = MemoryStore() if store is None else store
        self._ready: OrderedDict[int, Mark] = OrderedDict()

    def __len__(self) -> int:
        return len(self._store)

    def add(self, mark: Mark, version: int = 0) -> None:
        """Take in a mark, in place of an earlier one of the same entry."""
        body = mark.entry.model_dump_json(exclude_defaults=True).encode()
        number = self._store.add(mark.entry.id, keys.mark_keys(mark), body, version)
        self._keep(number, mark)

    def remove(self, entry_id: str) -> None:
        """Forget an entry; one that is not there changes nothing."""
        self._store.remove(entry_id)

    def versions(self) -> dict[str, int]:
        """The version of every entry that is held."""
        return dict(self._store.versions())

    def commit(self) -> None:
        """Make changes durable, where the store lasts."""
        self._store.commit()

    def candidates(self, sign: Sign) -> list[Mark]:
        """Marks worth a comparison with `sign`, by entry id, each once."""
        return self.candidates_of([sign])[0]

    def candidates_of(self, signs: Sequence[Sign]) -> list[list[Mark]]:
        """As `candidates`, for many signs in one step, which costs less for each."""
        found = candidates(self._store, [keys.sign_probes(sign) for sign in signs])
        return [sorted(self._marks(numbers.tolist()), key=lambda mark: mark.entry.id) for numbers in found]

    def _marks(self, numbers: Sequence[int]) -> Iterator[Mark]:
        missing = [number for number in numbers if number not in self._ready]
        fresh = dict(zip(missing, map(_mark, self._store.bodies(missing)), strict=True))
        for number in numbers:
            mark = fresh.get(number) or self._ready[number]
            yield mark
        for number, mark in fresh.items():
            self._keep(number, mark)

    def _keep(self, number: int, mark: Mark) -> None:
        self._ready[number] = mark
        while len(self._ready) > _READY:
            self._ready.popitem(last=False)


def _mark(body: bytes) -> Mark:
    return prepare_entry(WatchEntry.model_validate_json(body))
