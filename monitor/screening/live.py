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
from monitor.matching.score import DEFAULT_THRESHOLD, compare, score
from monitor.risk.direct import own_right_hit
from monitor.risk.policy import shipped_policy
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
        self._threshold = DEFAULT_THRESHOLD if threshold is None else threshold
        self._known: dict[str, tuple[int, WatchEntry]] = {}
        self._numbers: dict[str, set[str]] = {}  # registration number → entry ids
        self._seen_until = ""
        self._index = Index()

    @property
    def threshold(self) -> float | None:
        """The line as set; None is the matcher's own."""
        return self._threshold

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
        for number in entry.registrations:
            self._numbers.setdefault(number.lstrip("0"), set()).add(entry.id)
        self._index.remove(entry.id)
        if entry.status == "active":
            self._index.add(prepare_entry(entry))

    def hits(self, records: Sequence[Record]) -> list[list[LiveHit]]:
        """For each record its hits at or over the threshold, in order of entry id."""
        return [self._all(record) for record in records]

    def _all(self, record: Record) -> list[LiveHit]:
        if not isinstance(record, Filing | Listing):
            return []
        own = self._own_right(record)
        taken = {one.entry.id for one in own}
        return own + [one for one in self._hits(record) if one.entry.id not in taken]

    def _own_right(self, record: Record) -> list[LiveHit]:
        """Events on the owners' own rights (撤三, 无效, 送达, 转让 …), which likeness sets aside as own filings."""
        if not isinstance(record, Filing) or record.event not in ("assigned", "lost", "served", "disputed"):
            return []
        policy, found = shipped_policy(), []
        for entry_id in sorted(self._numbers.get(record.number.lstrip("0"), ())):
            version, entry = self._known[entry_id]
            hit = own_right_hit(entry, record, policy) if entry.status == "active" else None
            if hit is not None:
                found.append(LiveHit(entry, version, hit, fold(record.text)))
        return found

    def _hits(self, record: Filing | Listing) -> list[LiveHit]:
        sign = prepare_record(record)
        found = []
        for mark in self._index.candidates(sign):
            if score(mark, sign) >= self._threshold:
                version, entry = self._known[mark.entry.id]
                hit = compare(mark, sign, threshold=self._threshold)
                found.append(LiveHit(entry, version, hit, fold(record.text)))
        return sorted(found, key=lambda one: one.entry.id)
