"""Append-only: no case changes without a row that says who, when, by which way, from what to what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from config.clock import to_db
from config.schema import journal


def write(
    conn: Connection,
    now: datetime,
    *,
    alert_id: int | None,
    who: str,
    verb: str,
    before: str,
    after: str,
    channel: str = "system",
    role: str = "",
    reason: str = "",
    note: str = "",
    mail_sha256: str = "",
    undo_until: datetime | None = None,
    detail: dict[str, Any] | None = None,
) -> int:
    """Add one row in the caller's transaction and return its id."""
    done = conn.execute(
        insert(journal)
        .values(
            alert_id=alert_id,
            who=who,
            role=role,
            channel=channel,
            verb=verb,
            before=before,
            after=after,
            reason=reason,
            note=note[:2000],
            mail_sha256=mail_sha256,
            undo_until=to_db(undo_until) if undo_until else None,
            detail=detail or {},
            at=to_db(now),
        )
        .returning(journal.c.id)
    )
    return int(done.scalar_one())
