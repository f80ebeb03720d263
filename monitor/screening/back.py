"""A new or changed entry meets all past records: in the archive by its keys, in the database one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from sqlalchemy import Connection, select

from alerts.sight import is_real_record
from config.schema import records
from crawlers.records import Filing, Listing, parse_record
from monitor.archive.base import Archive
from monitor.archive.past import Past, compared, day_of
from monitor.matching.prepare import Mark, prepare_entry, prepare_record
from monitor.matching.score import DEFAULT_THRESHOLD, score
from monitor.screening import keys
from monitor.screening.bound import Bound
from monitor.screening.index import Index
from monitor.screening.sketch import SKETCH, sketch_of
from watchlists.entries import WatchEntry

_TOGETHER = 16  # entries asked for in one search
_STEP = 1000


@dataclass(frozen=True, slots=True)
class Met:
    """A past record that reaches the threshold against an entry; `day` as in `archive.past`."""

    record_id: str
    day: str
    record: Filing | Listing
    score: float


class BackScan:
    """Meets entries with an archive; keeps what is worth keeping between entries."""

    def __init__(self, archive: Archive, threshold: float = DEFAULT_THRESHOLD) -> None:
        self._archive, self._threshold = archive, threshold
        self._line = log(threshold / (1 - threshold))
        self._bound = Bound()

    def meet(
        self, entries: Sequence[WatchEntry], since: str = "", only: Callable[[Past], bool] = lambda past: True
    ) -> Iterator[tuple[WatchEntry, list[Met]]]:
        """Each entry with the records (`only` those) that it meets, by `seq`. Raises ArchiveError."""
        for start in range(0, len(entries), _TOGETHER):
            step = entries[start : start + _TOGETHER]
            marks = [prepare_entry(entry) for entry in step]
            found = self._archive.search([keys.mark_probes(mark) for mark in marks], since)
            for entry, mark, pasts in zip(step, marks, found, strict=True):
                yield entry, list(self._met(mark, filter(only, pasts)))

    def _met(self, mark: Mark, pasts: Iterable[Past]) -> Iterator[Met]:
        sketch = np.frombuffer(sketch_of(mark), dtype=SKETCH)
        for past in pasts:
            record = compared(past)
            if record is None:
                continue
            sign = prepare_record(record)
            if not self._bound.may_reach(sign, sketch, self._line)[0]:
                continue
            value = score(mark, sign)
            if value >= self._threshold:
                yield Met(past.record_id, past.day, record, value)


def meet_in_database(
    conn: Connection, entries: Sequence[WatchEntry], since: str = "", threshold: float = DEFAULT_THRESHOLD
) -> dict[str, list[Met]]:
    """As `BackScan.meet`, by entry id, from the records themselves: slower, and no archive is needed."""
    index = Index(threshold=threshold)
    index.add_many((prepare_entry(entry), 0) for entry in entries)
    found: dict[str, list[Met]] = {entry.id: [] for entry in entries}
    for step in _compared(conn, since):
        near = index.hits_of([prepare_record(record) for _, record in step])
        for (day, record), group in zip(step, near, strict=True):
            for mark, value in group:
                found[mark.entry.id].append(Met(record.record_id, day, record, value))
    return found


def _compared(conn: Connection, since: str) -> Iterator[list[tuple[str, Filing | Listing]]]:
    seq = 0
    while True:
        rows = conn.execute(
            select(records.c.seq, records.c.body, records.c.first_seen)
            .where(records.c.seq > seq, records.c.kind.in_(("filing", "listing")), is_real_record())
            .order_by(records.c.seq)
            .limit(_STEP)
        ).all()
        if not rows:
            return
        seq = rows[-1].seq
        days = [(day_of(row.body, row.first_seen), row.body) for row in rows]
        read = [(day, parse_record(body)) for day, body in days if day >= since]
        yield [(day, record) for day, record in read if isinstance(record, Filing | Listing)]
