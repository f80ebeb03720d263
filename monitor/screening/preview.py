"""The dry run of a proposed list: past records meet it through the index and comparison of the live screen.

It counts what the stages would have told: what an entry excludes is left out here as there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from alerts.memory import party_of
from alerts.sight import is_real_record
from alerts.subscriptions.preview import GENERIC_PER_WEEK, Example, Preview
from config.clock import from_db, local_day, to_db
from config.schema import records
from config.settings import Alerts
from crawlers.records import Filing, Listing, Record, parse_record
from monitor.matching.prepare import prepare_entry, prepare_record
from monitor.matching.score import DEFAULT_THRESHOLD
from monitor.risk.levels import assess
from monitor.screening.index import Index
from monitor.screening.line import compare_at_line, line_of
from watchlists.entries import WatchEntry

MONTHS = 3
_EXAMPLES = 10
_EXCLUSIONS = 10
_STEP = 500


def dry_run(
    conn: Connection,
    entries: Sequence[WatchEntry],
    now: datetime,
    *,
    threshold: float | None = None,
    policy: Alerts | None = None,
) -> Preview:
    """What `entries` would have raised in the last months; reads only."""
    by_id = {entry.id: entry for entry in entries}
    index = Index(threshold=DEFAULT_THRESHOLD if threshold is None else threshold)
    index.add_many((prepare_entry(entry), 0) for entry in entries)
    since = now - timedelta(days=30 * MONTHS)
    seen, found = 0, []
    first = now
    for step in _records(conn, since):
        seen += len(step)
        first = min(first, *(from_db(row.first_seen) for row in step))
        found += _hits(index, by_id, step, threshold)
    weeks = max((now - max(since, first)) / timedelta(days=7), 1.0)
    return _preview(found, seen, since, now, weeks, policy or Alerts())


def _records(conn: Connection, since: datetime) -> Iterator[Sequence[Any]]:
    seq = 0
    while True:
        step = conn.execute(
            select(records)
            .where(records.c.first_seen >= to_db(since), records.c.seq > seq, is_real_record())
            .order_by(records.c.seq)
            .limit(_STEP)
        ).all()
        if not step:
            return
        yield step
        seq = step[-1].seq


def _hits(
    index: Index, by_id: dict[str, WatchEntry], step: Sequence[Any], threshold: float | None
) -> list[tuple[WatchEntry, Record, Any, str]]:
    read = [(row, parse_record(row.body)) for row in step]
    seen = [(row, prepare_record(record)) for row, record in read if isinstance(record, Filing | Listing)]
    found: list[tuple[WatchEntry, Record, Any, str]] = []
    for (row, sign), near in zip(seen, index.hits_of([sign for _, sign in seen]), strict=True):
        for mark, value in near:
            entry = by_id[mark.entry.id]
            if value >= line_of(mark, threshold) and sign.record.text not in entry.exclusions:
                hit = compare_at_line(mark, sign, threshold)
                found.append((entry, sign.record, hit, row.first_seen))
    return found


def _preview(
    found: list[tuple[WatchEntry, Record, Any, str]],
    seen: int,
    since: datetime,
    now: datetime,
    weeks: float,
    policy: Alerts,
) -> Preview:
    today = local_day(now)
    running = {}
    for entry, record, hit, _ in found:
        if day := _last_day(hit, entry, record, today, policy):
            running[hit.entry_id, hit.record_id] = day
    ordered = sorted(found, key=lambda one: (-one[2].score, one[1].record_id))
    rates = Counter(entry.text for entry, *_ in found)
    repeated = Counter((entry.text, record.text) for entry, record, *_ in found)
    return Preview(
        since=str(local_day(since)),
        until=str(today),
        records=seen,
        hits=len(found),
        per_week=len(found) / weeks,
        running=len(running),
        pairs=tuple(sorted((hit.entry_id, hit.record_id) for _, _, hit, _ in found)),
        examples=tuple(
            Example(
                watched=entry.text,
                mark=record.text,
                party=party_of(record),
                seen=str(local_day(from_db(first))),
                score=hit.score,
                last_day=running.get((hit.entry_id, hit.record_id), ""),
            )
            for entry, record, hit, first in ordered[:_EXAMPLES]
        ),
        generic=tuple((text, n / weeks) for text, n in rates.most_common(10) if n / weeks > GENERIC_PER_WEEK),
        exclusions=tuple(
            (watched, mark, n) for (watched, mark), n in repeated.most_common(_EXCLUSIONS) if n > 2
        ),
    )


def _last_day(hit: Any, entry: WatchEntry, record: Record, today: date, policy: Alerts) -> str:
    clocks = assess(hit, entry, record, today=today, policy=policy).deadlines
    days = [d.certain_day or d.last_day for d in clocks if d.last_day]
    left = [day for day in days if day is not None and day >= today]
    return str(min(left)) if left else ""
