"""A past record that an entry meets becomes a finding, as the database has both; the same for one entry or many."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from alerts.batch import Finding, Post
from config.clock import local_day
from config.schema import hits, records
from crawlers.records import Filing, Listing, parse_record
from monitor.matching.fold import fold
from monitor.matching.prepare import prepare_entry, prepare_record
from monitor.risk.levels import assess
from monitor.screening.line import compare_at_line
from watchlists.entries import WatchEntry


def finding_of(
    conn: Connection, row: Row[Any], record_id: str, threshold: float, post: Post, now: datetime
) -> Finding | None:
    """The finding of an entry's row and a record; None when it is gone, waits for screening, or is known."""
    seen = conn.execute(select(records).where(records.c.id == record_id)).first()
    if seen is None or seen.screened_revision < seen.revision:
        return None
    known = select(hits.c.id).where(
        hits.c.entry_id == row.id,
        hits.c.record_id == seen.id,
        hits.c.record_revision == seen.revision,
    )
    record = parse_record(seen.body)
    if conn.execute(known).first() is not None or not isinstance(record, Filing | Listing):
        return None
    entry = WatchEntry.model_validate(row.body)
    hit = compare_at_line(prepare_entry(entry), prepare_record(record), threshold)
    if not hit.alert:
        return None
    return Finding(
        entry=entry,
        entry_version=row.version,
        record=record,
        record_revision=seen.revision,
        hit=hit,
        risk=assess(hit, entry, record, today=local_day(now), policy=post.settings.alerts),
        mark_key=fold(record.text),
    )
