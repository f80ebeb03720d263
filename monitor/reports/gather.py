"""The rows of a report, read from the installation's database."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from config.clock import from_db
from config.schema import alerts, entries, hits, records, runs, source_state
from monitor.reports.rows import CaseRow, CoverageRow


def case_rows(conn: Connection) -> list[CaseRow]:
    """Every case, with the place and trade of its first entry."""
    first = (
        select(hits.c.alert_id, func.min(hits.c.entry_id).label("entry")).group_by(hits.c.alert_id).subquery()
    )
    wanted = (
        select(alerts, records.c.jurisdiction, entries.c.body.label("entry_body"))
        .join(records, records.c.id == alerts.c.record_id)
        .outerjoin(first, first.c.alert_id == alerts.c.id)
        .outerjoin(entries, entries.c.id == first.c.entry)
        .order_by(alerts.c.id)
    )
    return [_case_row(row) for row in conn.execute(wanted)]


def _case_row(row: Any) -> CaseRow:
    entry = row.entry_body or {}
    return CaseRow(
        number=row.id,
        category=row.category,
        level=row.level,
        state=row.state,
        opened_at=from_db(row.created_at),
        district=entry.get("district", ""),
        zone=entry.get("zone", ""),
        industry=entry.get("industry", ""),
        jurisdiction=row.jurisdiction,
        desk=row.desk,
        decided_at=from_db(row.decided_at) if row.decided_at else None,
        last_day=date.fromisoformat(row.last_day) if row.last_day else None,
        outcome=row.outcome,
    )


def coverage_rows(conn: Connection) -> list[CoverageRow]:
    """What each source brought, and when it last did."""
    brought = {
        row.source: row
        for row in conn.execute(
            select(
                runs.c.source,
                func.sum(runs.c.records + runs.c.repeats).label("records"),
                func.sum(runs.c.rejected).label("rejected"),
                func.max(runs.c.finished_at).label("last"),
            ).group_by(runs.c.source)
        )
    }
    states = {row.source: row for row in conn.execute(select(source_state))}
    return [_coverage_row(name, brought.get(name), states.get(name)) for name in sorted(brought | states)]


def _coverage_row(name: str, run: Any, state: Any) -> CoverageRow:
    last = (state.last_success if state else None) or (run.last if run else None)
    return CoverageRow(
        source=name,
        records=int(run.records) if run else 0,
        rejected=int(run.rejected) if run else 0,
        last_success=from_db(last) if last else None,
        state=state.state if state else "文件导入",
    )
