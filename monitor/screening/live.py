"""The daemon's entries, prepared once and kept in step with the database within one refresh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from alerts.model import Hit
from config.schema import entries
from crawlers.records import Filing, Listing, Record
from monitor.matching.fold import fold
from monitor.matching.prepare import Mark, Sign, prepare_entry, prepare_record
from monitor.matching.score import DEFAULT_THRESHOLD
from monitor.risk.direct import own_right_hit
from monitor.risk.policy import shipped_policy
from monitor.screening.index import Index
from monitor.screening.line import compare_at_line, line_of
from watchlists.entries import WatchEntry

_STEP = 500  # entries read at once


@dataclass(frozen=True)
class LiveHit:
    """A hit with the entry, its version and the folded text that judgements are keyed on."""

    entry: WatchEntry
    version: int
    hit: Hit
    mark_key: str


class LiveScreen:
    """Screens records against all active entries; `refresh` takes in what changed since the last time."""

    def __init__(self, threshold: float | None = None, index: Index | None = None) -> None:
        self._threshold = DEFAULT_THRESHOLD if threshold is None else threshold
        self._index = Index(threshold=self._threshold) if index is None else index
        self._versions = self._index.versions()  # of active entries; an index that lasts begins with some
        self._numbers: dict[str, set[str]] = {}  # registration number → entry ids
        self._seen_until = ""

    @property
    def threshold(self) -> float | None:
        """The line as set; None is the matcher's own."""
        return self._threshold

    def refresh(self, conn: Connection) -> int:
        """Take in new, changed and removed entries; returns how many."""
        first = not self._seen_until
        columns = (entries.c.id, entries.c.version, entries.c.status, entries.c.updated_at)
        rows = conn.execute(
            select(*columns, entries.c.body["registrations"].label("registrations"))
            .where(entries.c.updated_at >= self._seen_until)
            .order_by(entries.c.updated_at)
        )
        changed, active, wanted = 0, set(), []
        for row in rows:
            self._seen_until = max(self._seen_until, row.updated_at)
            for number in row.registrations or ():
                self._numbers.setdefault(number.lstrip("0"), set()).add(row.id)
            if row.status == "active":
                active.add(row.id)
                wanted += [row.id] if self._versions.get(row.id) != row.version else []
            else:
                changed += self._forget(row.id)
        changed += self._put(conn, wanted)
        if first:  # an index that lasts may hold what the database has lost meanwhile
            changed += sum(map(self._forget, sorted(set(self._versions) - active)))
        if changed:
            self._index.commit()
        return changed

    def _put(self, conn: Connection, wanted: Sequence[str]) -> int:
        """Take in the entries of these ids; only their bodies are read."""
        for start in range(0, len(wanted), _STEP):
            step = wanted[start : start + _STEP]
            rows = conn.execute(
                select(entries.c.id, entries.c.version, entries.c.body).where(entries.c.id.in_(step))
            ).all()
            self._index.add_many(
                (prepare_entry(WatchEntry.model_validate(row.body)), row.version) for row in rows
            )
            self._versions |= {row.id: row.version for row in rows}
        return len(wanted)

    def _forget(self, entry_id: str) -> int:
        self._index.remove(entry_id)
        return int(self._versions.pop(entry_id, None) is not None)

    def hits(self, records: Sequence[Record]) -> list[list[LiveHit]]:
        """For each record its hits at or over the line of their entry, in order of entry id."""
        signs = [
            prepare_record(record) if isinstance(record, Filing | Listing) else None for record in records
        ]
        scored = iter(self._index.hits_of([sign for sign in signs if sign is not None]))
        return [[] if sign is None else self._all(sign, next(scored)) for sign in signs]

    def _all(self, sign: Sign, scored: list[tuple[Mark, float]]) -> list[LiveHit]:
        own = self._own_right(sign.record)
        taken = {one.entry.id for one in own}
        for mark, value in scored:
            if value >= line_of(mark, self._threshold) and mark.entry.id not in taken:
                own.append(self._hit(mark, sign))
        return own

    def _hit(self, mark: Mark, sign: Sign) -> LiveHit:
        hit = compare_at_line(mark, sign, self._threshold)
        return LiveHit(mark.entry, self._versions[mark.entry.id], hit, fold(sign.record.text))

    def _own_right(self, record: Record) -> list[LiveHit]:
        """Events on the owners' own rights (撤三, 无效, 送达, 转让 …), which likeness sets aside as own filings."""
        if not isinstance(record, Filing) or record.event not in ("assigned", "lost", "served", "disputed"):
            return []
        policy, found = shipped_policy(), []
        for entry_id in sorted(self._numbers.get(record.number.lstrip("0"), ())):
            entry = self._index.entry(entry_id)
            hit = own_right_hit(entry, record, policy) if entry is not None else None
            if entry is not None and hit is not None:
                found.append(LiveHit(entry, self._versions[entry_id], hit, fold(record.text)))
        return found
