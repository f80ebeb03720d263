"""A dispute abroad is a case of the overseas desk without a hit: its record, its risk, its number."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, insert

from alerts import journal
from alerts.cases import case_key
from alerts.model import Risk
from config.clock import to_db
from config.database import next_number
from config.schema import alerts
from crawlers.records import Record


def open_dispute(conn: Connection, record: Record, risk: Risk, now: datetime) -> int:
    """A case without a hit: a dispute abroad that came in by file; returns its number."""
    number = next_number(conn, "alert")
    dated = [d for d in risk.deadlines if d.last_day]
    nearest = min(dated, key=lambda d: d.last_day or date.max, default=None)
    conn.execute(
        insert(alerts).values(
            id=number,
            case_key=case_key("", record),
            receiver="",
            desk=risk.desk,
            record_id=record.record_id,
            category="",
            state="new",
            level=risk.level,
            severity=risk.severity,
            risk=risk.model_dump(mode="json"),
            last_day=str(nearest.last_day) if nearest else None,
            act_by=str(nearest.act_by) if nearest and nearest.act_by else None,
            created_at=to_db(now),
            updated_at=to_db(now),
        )
    )
    journal.write(conn, now, alert_id=number, who="system", verb="open", before="", after="new")
    return number
