"""Waiting records meet all entries; hits, cases, mails and the mark `screened` are one transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, update

from alerts import stages
from alerts.batch import Batch, Finding, Post
from config.clock import local_day
from config.database import Database
from config.logging import get_logger
from config.schema import quarantine, records
from crawlers.records import Record, parse_record
from monitor.jobs.ingest import waiting
from monitor.jobs.rates import state_rates
from monitor.risk.levels import assess
from monitor.screening.live import LiveHit, LiveScreen

STEP = 200
_log = get_logger(__name__)


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
        now = clock()
        seen, poison = _screened(live, step, post, now)
        with database.write() as conn:
            total += _record(conn, seen, post, now)
            total["poison"] += _set_aside(conn, poison)
    return total


def _screened(
    live: LiveScreen, step: list[Row[Any]], post: Post, now: datetime
) -> tuple[list[tuple[Row[Any], list[Finding]]], list[tuple[Row[Any], str]]]:
    """Findings of all at once; where one breaks a rule of ours, one by one, so that it costs only itself (I3)."""
    try:
        return _findings(live, step, post, now), []
    except Exception as error:  # noqa: BLE001 - the culprit is found and recorded below
        _log.warning("step_breaks_screening", records=len(step), error=repr(error)[:300])
    seen: list[tuple[Row[Any], list[Finding]]] = []
    poison = []
    for row in step:
        try:
            seen += _findings(live, [row], post, now)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is recorded and the others go on
            _log.error("record_breaks_screening", record=row.id, error=repr(error)[:300])
            poison.append((row, repr(error)))
    return seen, poison


def _findings(
    live: LiveScreen, rows: list[Row[Any]], post: Post, now: datetime
) -> list[tuple[Row[Any], list[Finding]]]:
    seen = [parse_record(row.body) for row in rows]
    return [
        (row, [_finding(one, record, row.revision, post, now) for one in found])
        for row, record, found in zip(rows, seen, live.hits(seen), strict=True)
    ]


def _finding(one: LiveHit, record: Record, revision: int, post: Post, now: datetime) -> Finding:
    return Finding(
        entry=one.entry,
        entry_version=one.version,
        record=record,
        record_revision=revision,
        hit=one.hit,
        risk=assess(one.hit, one.entry, record, today=local_day(now), policy=post.settings.alerts),
        mark_key=one.mark_key,
    )


def _set_aside(conn: Connection, poison: list[tuple[Row[Any], str]]) -> int:
    for row, error in poison:
        conn.execute(
            insert(quarantine).values(
                run_id=row.run_id,
                file=row.source,
                line=0,
                field="*",
                value=row.id,
                reason_zh="比对时出错，已隔离",
                reason_en=f"breaks the matcher: {error[:300]}",
                raw=json.dumps(row.body, ensure_ascii=False),
            )
        )
        conn.execute(update(records).where(records.c.id == row.id).values(screened_revision=row.revision))
    return len(poison)


def _record(
    conn: Connection, seen: list[tuple[Row[Any], list[Finding]]], post: Post, now: datetime
) -> Counter[str]:
    findings = [one for _, found in seen for one in found]
    state_rates(conn, findings)
    counts = stages.run(Batch(conn, now, post, findings))
    for row, _ in seen:
        conn.execute(update(records).where(records.c.id == row.id).values(screened_revision=row.revision))
    return counts + Counter(screened=len(seen), hits=len(findings))
