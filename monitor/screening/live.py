"""The daemon's entries, prepared once and kept in step with the database within one refresh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from alerts.model import Hit
from config.schema import entries
from crawlers.records import Filing, Listing, Record
from monitor.matching.fold import fold
from monitor.matching.prepare import prepare_entry, prepare_record
from monitor.matching.score import compare
from monitor.screening.index import Index
from watchlists.entries import WatchEntry


@dataclass(frozen=True)
class LiveHit:
    """A hit with the entry, its version and the folded text that judgements are keyed on."""

    entry: WatchEntry
    version: int
    hit: Hit
    mark_key: str


class LiveScreen:
    """Screens records against all active entries; `refresh` takes in what changed since the last time."""

    def __init__(self, threshold: float | None = None) -> None:
        self._threshold = threshold
        self._known: dict[str, tuple[int, WatchEntry]] = {}
        self._seen_until = ""
        self._index = Index()

    def refresh(self, conn: Connection) -> int:
        """Take in new, changed and removed entries; returns how many."""
        rows = conn.execute(
            select(entries).where(entries.c.updated_at >= self._seen_until).order_by(entries.c.updated_at)
        ).all()
        changed = 0
        for row in rows:
            self._seen_until = max(self._seen_until, row.updated_at)
            if self._known.get(row.id, (0, None))[0] == row.version:
                continue
            self._put(WatchEntry.model_validate(row.body), row.version)
            changed += 1
        return changed

    def _put(self, entry: WatchEntry, version: int) -> None:
        self._known[entry.id] = (version, entry)
        self._index.remove(entry.id)
        if entry.status == "active":
            self._index.add(prepare_entry(entry))

    def hits(self, records: Sequence[Record]) -> list[list[LiveHit]]:
        """For each record its hits at or over the threshold, in order of entry id."""
        return [self._hits(record) if isinstance(record, Filing | Listing) else [] for record in records]

    def _hits(self, record: Filing | Listing) -> list[LiveHit]:
        sign = prepare_record(record)
        found = []
        for mark in self._index.candidates(sign):
            hit = compare(mark, sign, threshold=self._threshold)
            if hit.alert:
                version, entry = self._known[mark.entry.id]
                found.append(LiveHit(entry, version, hit, fold(record.text)))
        return sorted(found, key=lambda one: one.entry.id)
