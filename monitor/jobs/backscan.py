"""Entries that are new or changed meet the whole archive once; what they find goes the way of any hit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from alerts import stages
from alerts.batch import Batch, Post
from config.database import Database
from config.logging import get_logger
from config.schema import entries
from monitor.archive.base import Archive, ArchiveError
from monitor.jobs.meeting import finding_of
from monitor.matching.score import DEFAULT_THRESHOLD
from monitor.screening.back import BackScan, Met
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
            for row, (_, found) in zip(waiting, met, strict=True):
                done += _take(conn, row, found, line, post, clock())
    return done


def _take(
    conn: Connection, row: Row[Any], met: list[Met], line: float, post: Post, now: datetime
) -> Counter[str]:
    asked = (finding_of(conn, row, one.record_id, line, post, now) for one in met)
    findings = [one for one in asked if one is not None]
    counts = stages.run(Batch(conn, now, post, findings)) if findings else Counter[str]()
    conn.execute(update(entries).where(entries.c.id == row.id).values(back_scanned=row.version))
    return counts + Counter(back_scanned=1, hits=len(findings))
