"""Entries that are new or changed meet the whole archive once; what they find goes the way of any hit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from alerts import stages
from alerts.batch import Batch, Finding, Post
from config.clock import local_day
from config.database import Database
from config.logging import get_logger
from config.schema import entries, hits, records
from crawlers.records import Filing, Listing, parse_record
from monitor.archive.base import Archive, ArchiveError
from monitor.matching.fold import fold
from monitor.matching.prepare import prepare_entry, prepare_record
from monitor.matching.score import DEFAULT_THRESHOLD, compare
from monitor.risk.levels import assess
from monitor.screening.back import BackScan, Met
from monitor.screening.line import line_of
from watchlists.entries import WatchEntry

STEP = 16
_log = get_logger(__name__)


def scan_back(
    database: Database,
    archive: Archive,
    post: Post,
    clock: Callable[[], datetime],
    threshold: float | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Counter[str]:
    """Meet every entry whose version has not met the archive; returns the ledger."""
    line = DEFAULT_THRESHOLD if threshold is None else threshold
    scan, done = BackScan(archive, line), Counter[str]()
    while not stop():
        with database.read() as conn:
            waiting = conn.execute(
                select(entries)
                .where(entries.c.status == "active", entries.c.back_scanned < entries.c.version)
                .order_by(entries.c.id)
                .limit(STEP)
            ).all()
        if not waiting:
            break
        try:
            met = list(scan.meet([WatchEntry.model_validate(row.body) for row in waiting]))
        except ArchiveError as error:
            _log.warning("archive_waits", reason=str(error), retry=error.retry)
            done["archive_failed"] += 1
            break
        with database.write() as conn:
            for row, (entry, found) in zip(waiting, met, strict=True):
                done += _take(conn, row, entry, found, line, post, clock())
    return done


def _take(
    conn: Connection, row: Row[Any], entry: WatchEntry, met: list[Met], line: float, post: Post, now: datetime
) -> Counter[str]:
    findings = [one for past in met if (one := _finding(conn, row, entry, past, line, post, now)) is not None]
    counts = stages.run(Batch(conn, now, post, findings)) if findings else Counter[str]()
    conn.execute(update(entries).where(entries.c.id == row.id).values(back_scanned=row.version))
    return counts + Counter(back_scanned=1, hits=len(findings))


def _finding(
    conn: Connection, row: Row[Any], entry: WatchEntry, met: Met, line: float, post: Post, now: datetime
) -> Finding | None:
    """The finding for a record as the database has it; None when it is gone, waits for screening, or is known."""
    seen = conn.execute(select(records).where(records.c.id == met.record_id)).first()
    if seen is None or seen.screened_revision < seen.revision:
        return None
    known = select(hits.c.id).where(
        hits.c.entry_id == entry.id,
        hits.c.record_id == seen.id,
        hits.c.record_revision == seen.revision,
    )
    record = parse_record(seen.body)
    if conn.execute(known).first() is not None or not isinstance(record, Filing | Listing):
        return None
    mark = prepare_entry(entry)
    hit = compare(mark, prepare_record(record), threshold=line_of(mark, line))
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
