"""One marked record a source and day travels the whole way into the operator's mail; a missing one is an alarm.

It enters as a run file, is taken in, screened against a marked entry, becomes a case and waits for the daily
heartbeat, which carries it. Nobody but the operator sees it, and no figure counts it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from alerts import journal
from alerts.sight import CANARY, CANARY_MARK
from config.clock import from_db, to_db
from config.schema import alerts, canaries, entries, outbox, pending
from crawlers.records import Filing
from watchlists.entries import WatchEntry
from watchlists.store import EntryStore

#: Rare characters: nobody's mark resembles them, so that the record meets its own entry only.
TEXT = "龘靐齉爩"
#: A canary that is not in the operator's mail after this is an alarm.
LIMIT = timedelta(hours=3)


@dataclass(frozen=True)
class Canary:
    """One marked record and how far it came."""

    source: str
    day: str
    placed_at: datetime
    arrived_at: datetime | None
    stage: str  # where it is, in Chinese


def entry(operator: str) -> WatchEntry:
    """The marked entry; its receiver is the operator's mailbox."""
    return WatchEntry(
        id=CANARY,
        category="TM",
        text=TEXT,
        nice_classes=(9,),
        owner="知微自检",
        receiver=operator,
        tenant=CANARY,
        source="self-test",
        note="每日自检记录，不是监测对象",
    )


def record(source: str, day: date) -> Filing:
    """The marked record of a source and day."""
    return Filing(
        source=source,
        native_id=f"{CANARY_MARK}{day}",
        text=TEXT,
        nice_classes=(9,),
        applicant="自检申请人",
        event="filed",
        event_on=day,
    )


def place(conn: Connection, sources: Sequence[str], operator: str, day: date, now: datetime) -> list[Filing]:
    """Note today's canaries that are not yet placed, and return their records for the run files."""
    EntryStore().upsert(conn, [entry(operator)], now)
    # yesterday's canaries are no past that a changed mailbox must meet again
    conn.execute(update(entries).where(entries.c.id == CANARY).values(back_scanned=entries.c.version))
    placed = set(conn.execute(select(canaries.c.record_id)).scalars())
    made = [one for one in (record(source, day) for source in sources) if one.record_id not in placed]
    for one in made:
        row = {"record_id": one.record_id, "source": one.source, "day": str(day), "placed_at": to_db(now)}
        conn.execute(insert(canaries).values(row))
    return made


def follow(conn: Connection, now: datetime) -> list[Canary]:
    """The canaries of the last two days; those whose mail was accepted are marked as arrived and closed."""
    rows = conn.execute(
        select(canaries)
        .where(canaries.c.placed_at > to_db(now - timedelta(days=2)))
        .order_by(canaries.c.record_id)
    ).all()
    found = []
    for row in rows:
        case = conn.execute(
            select(alerts.c.id, alerts.c.state).where(
                alerts.c.record_id == row.record_id, alerts.c.tenant == CANARY
            )
        ).first()
        sent = None
        if case is not None:
            sent = conn.execute(
                select(outbox.c.sent_at)
                .join(pending, pending.c.outbox_id == outbox.c.id)
                .where(pending.c.alert_id == case.id, outbox.c.state == "sent")
                .limit(1)
            ).scalar()
        if sent and row.arrived_at is None and case is not None:
            conn.execute(
                update(canaries).where(canaries.c.record_id == row.record_id).values(arrived_at=sent)
            )
            _close(conn, case.id, case.state, now)
        arrived = row.arrived_at or sent
        stage = "已到达" if arrived else "已成预警，等待寄出" if case is not None else "未成预警"
        found.append(
            Canary(row.source, row.day, from_db(row.placed_at), from_db(arrived) if arrived else None, stage)
        )
    return found


def _close(conn: Connection, alert: int, state: str, now: datetime) -> None:
    conn.execute(update(alerts).where(alerts.c.id == alert).values(state="closed", updated_at=to_db(now)))
    journal.write(conn, now, alert_id=alert, who="system", verb="close", before=state, after="closed")


def missing(found: Sequence[Canary], now: datetime) -> list[Canary]:
    """Canaries over their time."""
    return [one for one in found if one.arrived_at is None and now > one.placed_at + LIMIT]
