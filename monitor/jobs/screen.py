"""Waiting records meet all entries; hits, cases, mails and the mark `screened` are one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, update

from alerts import stages
from alerts.batch import Batch, Finding, Post
from config.clock import local_day
from config.database import Database
from config.schema import records
from crawlers.records import Record, parse_record
from monitor.jobs.ingest import waiting
from monitor.risk.levels import assess
from monitor.screening.live import LiveHit, LiveScreen

STEP = 200


def screen_waiting(
    database: Database,
    live: LiveScreen,
    post: Post,
    clock: Callable[[], datetime],
    *,
    stop: Callable[[], bool] = lambda: False,
) -> Counter[str]:
    """Screen everything that waits; returns the ledger (records = screened)."""
    total: Counter[str] = Counter()
    while not stop():
        with database.read() as conn:
            live.refresh(conn)
            step = list(waiting(conn, STEP))
        if not step:
            break
        seen = [(row, parse_record(row.body)) for row in step]
        found = live.hits([record for _, record in seen])
        with database.write() as conn:
            total += _record(conn, seen, found, post, clock())
    return total


def _record(
    conn: Connection,
    seen: list[tuple[Row[Any], Record]],
    found: list[list[LiveHit]],
    post: Post,
    now: datetime,
) -> Counter[str]:
    findings = [
        Finding(
            entry=one.entry,
            entry_version=one.version,
            record=record,
            record_revision=row.revision,
            hit=one.hit,
            risk=assess(one.hit, one.entry, record, today=local_day(now), policy=post.settings.alerts),
            mark_key=one.mark_key,
        )
        for (row, record), hits in zip(seen, found, strict=True)
        for one in hits
    ]
    counts = stages.run(Batch(conn, now, post, findings))
    for row, _ in seen:
        conn.execute(update(records).where(records.c.id == row.id).values(screened_revision=row.revision))
    return counts + Counter(screened=len(seen), hits=len(findings))
