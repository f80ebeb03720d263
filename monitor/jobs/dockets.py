"""Disputes abroad come in by file and become cases of the overseas desk, each with the clocks of its forum."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from alerts import routing, telling
from alerts.batch import Batch, News, Post
from alerts.disputes import open_dispute
from config.clock import local_day, to_db
from config.database import next_number
from config.schema import records
from monitor.risk.overseas.case import DocketCase
from monitor.risk.overseas.dockets import Dockets, as_record, read_dockets
from monitor.risk.overseas.forums import case_risk

SOURCE = "docket"


def stored_docket(body: dict[str, Any]) -> DocketCase | None:
    """The case behind a record of this source; None for any other record."""
    kept = body.get("extra", {}).get("docket") if body.get("source") == SOURCE else None
    return DocketCase.model_validate_json(kept) if kept else None


def take_dockets(conn: Connection, file: Path, post: Post, now: datetime) -> Dockets:
    """Read a docket file; every new case opens an alert at the overseas desk. Returns what was read."""
    found = read_dockets(file)
    news = [one for case in found.cases if (one := _open(conn, case, now)) is not None]
    batch = Batch(conn, now, post, [], news=news)
    routing.route(batch)
    telling.tell(batch)
    return found


def _open(conn: Connection, case: DocketCase, now: datetime) -> News | None:
    record = as_record(case, SOURCE)
    kept = record.extra | {"docket": case.model_dump_json()}
    record = record.model_copy(update={"extra": kept})
    if conn.execute(select(records.c.id).where(records.c.id == record.record_id)).first():
        return None
    conn.execute(
        insert(records).values(
            id=record.record_id,
            seq=next_number(conn, "record"),
            kind=record.kind,
            source=record.source,
            text=record.text,
            party=record.author,
            jurisdiction=record.jurisdiction,
            event=record.event,
            content_hash=record.content_hash(),
            body=record.model_dump(mode="json"),
            first_seen=to_db(now),
            last_seen=to_db(now),
            screened_revision=1,
        )
    )
    number = open_dispute(conn, record, case_risk(case, local_day(now)), now)
    return News(number, 1, "new")
