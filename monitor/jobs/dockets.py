"""Disputes abroad come in by file and become cases of the overseas desk, each with the clocks of its forum."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select

from alerts import routing, telling
from alerts.batch import Batch, News, Post
from alerts.disputes import open_dispute
from alerts.model import Advice, Level, Risk
from config.clock import local_day, to_db
from config.database import next_number
from config.schema import records
from crawlers.records import Document
from monitor.risk.levels import nearest_day, table_cell
from monitor.risk.overseas.case import DocketCase, summary_line
from monitor.risk.overseas.dockets import Dockets, read_dockets
from monitor.risk.overseas.forums import case_clocks, needs_person
from monitor.risk.policy import shipped_policy

_GRAVE, _USUAL = 90.0, 75.0


def take_dockets(conn: Connection, file: Path, post: Post, now: datetime) -> Dockets:
    """Read a docket file; every new case opens an alert at the overseas desk. Returns what was read."""
    found = read_dockets(file)
    news = [one for case in found.cases if (one := _open(conn, case, now)) is not None]
    batch = Batch(conn, now, post, [], news=news)
    routing.route(batch)
    telling.tell(batch)
    return found


def _open(conn: Connection, case: DocketCase, now: datetime) -> News | None:
    record = Document(
        source="docket",
        native_id=case.case_id,
        text=f"{case.forum} {case.forum_case_no}".strip() or case.case_id,
        jurisdiction=case.country,
        event="disputed",
        event_on=case.served_on or case.filed_on,
        author=case.counterparty,
        body=case.text,
        extra={"summary": summary_line(case), "stage": case.stage},
    )
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
    number = open_dispute(conn, record, docket_risk(case, now), now)
    return News(number, 1, "new")


def docket_risk(case: DocketCase, now: datetime) -> Risk:
    """Level by the table, with injunctions and investigations among the gravest; clocks of the forum."""
    ladder, today = shipped_policy(), local_day(now)
    clocks = case_clocks(case, today)
    grave = bool(case.injunction or case.injunction_on or case.frozen_amount) or "337" in case.forum
    points, nearest = (_GRAVE if grave else _USUAL), nearest_day(clocks)
    level, cell = table_cell(points, (nearest - today).days if nearest else None, ladder)
    level = Level.RED if grave else level
    person = needs_person(case)
    action = person or "核对送达日与程序，联系当地律师，按期限应诉"
    return Risk(
        level=level,
        severity=points,
        urgency=cell,
        why="；".join(x for x in (summary_line(case), cell, person) if x),
        policy=ladder.version,
        deadlines=clocks,
        advice=(
            Advice(situation="境外纠纷", action=action, route="海外应对", needs=("起诉状或通知", "送达证明")),
        ),
        desk="overseas",
    )
