"""Hits become cases: one for a receiver, a record and a legal event, numbered for life."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from alerts import journal
from alerts.batch import Batch, Finding, News
from alerts.levels import rank
from alerts.states import machine
from config.clock import to_db
from config.database import insert_for, next_number
from config.schema import alerts, hits, level_history
from crawlers.records import Record


def case_key(receiver: str, record: Record, tenant: str = "") -> str:
    """Different legal events of one object are different cases (a republished notice opens a new one).

    Two tenants never share a case, even where one mailbox serves both.
    """
    parts = (receiver, record.record_id, record.event, record.jurisdiction)
    return "|".join((*parts, tenant) if tenant else parts)


def group(batch: Batch) -> None:
    """Store every hit; put those that speak into their case, new or open."""
    wanted: dict[str, list[Finding]] = defaultdict(list)
    for finding in batch.findings:
        finding.hit_row = _store_hit(batch, finding)
        if not finding.quiet:
            wanted[case_key(finding.entry.receiver, finding.record, finding.entry.tenant)].append(finding)
    for key, members in wanted.items():
        row = batch.conn.execute(select(alerts).where(alerts.c.case_key == key)).first()
        alert_id, news = _open(batch, key, members) if row is None else _follow_up(batch, row, members)
        rows = [member.hit_row for member in members]
        batch.conn.execute(update(hits).where(hits.c.id.in_(rows)).values(alert_id=alert_id))
        batch.news += news


def _store_hit(batch: Batch, finding: Finding) -> int:
    make = insert_for(batch.conn)
    values = {
        "entry_id": finding.entry.id,
        "entry_version": finding.entry_version,
        "record_id": finding.record.record_id,
        "record_revision": finding.record_revision,
        "score": finding.hit.score,
        "per_100k": finding.hit.per_100k,
        "is_alert": finding.hit.alert,
        "quiet": finding.quiet or finding.silenced,
        "mark_key": finding.mark_key,
        "body": finding.hit.model_dump(mode="json"),
        "input": {
            "entry": finding.entry.model_dump(mode="json", exclude_defaults=True),
            "record": finding.record.model_dump(mode="json", exclude_defaults=True)
            | {"kind": finding.record.kind},
        },
        "created_at": to_db(batch.now),
    }
    keys = ["entry_id", "record_id", "record_revision"]
    again = {k: v for k, v in values.items() if k not in (*keys, "created_at")}
    statement = make(hits).values(values).on_conflict_do_update(index_elements=keys, set_=again)
    return int(batch.conn.execute(statement.returning(hits.c.id)).scalar_one())


def _worst(members: list[Finding]) -> Finding:
    return max(members, key=lambda f: (rank(f.risk.level), f.risk.severity, f.hit.score, f.entry.id))


def _facts(worst: Finding) -> dict[str, Any]:
    days = [d for d in worst.risk.deadlines if d.last_day]
    nearest = min(days, key=lambda d: d.certain_day or d.last_day) if days else None  # type: ignore[arg-type, return-value]
    return {
        "category": worst.entry.category,
        "level": worst.risk.level,
        "severity": worst.risk.severity,
        "desk": worst.risk.desk,
        "risk": worst.risk.model_dump(mode="json"),
        "last_day": str(nearest.certain_day or nearest.last_day) if nearest else None,
        "act_by": str(nearest.act_by) if nearest and nearest.act_by else None,
    }


def _open(batch: Batch, key: str, members: list[Finding]) -> tuple[int, list[News]]:
    worst = _worst(members)
    number = next_number(batch.conn, "alert")
    batch.conn.execute(
        insert(alerts).values(
            id=number,
            case_key=key,
            receiver=worst.entry.receiver,
            tenant=worst.entry.tenant,
            record_id=worst.record.record_id,
            state="new",
            created_at=to_db(batch.now),
            updated_at=to_db(batch.now),
            **_facts(worst),
        )
    )
    journal.write(batch.conn, batch.now, alert_id=number, who="system", verb="open", before="", after="new")
    _level_row(batch.conn, batch, number, "", worst)
    batch.counts["alerts"] += 1
    return number, [News(number, 1, "new", hidden=all(m.silenced for m in members))]


def _follow_up(batch: Batch, row: Row[Any], members: list[Finding]) -> tuple[int, list[News]]:
    """A known case seen again: speak only when a watched fact of the record or the level changed."""
    worst = _worst(members)
    rows = [m.hit_row for m in members]
    unheard = select(hits.c.id).where(hits.c.id.in_(rows), hits.c.alert_id.is_(None))
    changed = batch.conn.execute(unheard).first() is not None or any(m.reopens for m in members)
    if not changed:
        return row.id, []
    facts = _facts(worst)
    if row.level_by and rank(facts["level"]) < rank(row.level):
        facts["level"] = row.level  # hysteresis: what an officer set is never lowered by itself
    reopened = row.state in machine().settled
    state = "verifying" if reopened else row.state
    batch.conn.execute(
        update(alerts)
        .where(alerts.c.id == row.id)
        .values(**facts, state=state, revision=row.revision + 1, updated_at=to_db(batch.now))
    )
    journal.write(
        batch.conn,
        batch.now,
        alert_id=row.id,
        who="system",
        verb="reopen" if reopened else "follow-up",
        before=row.state,
        after=state,
        note=worst.reopens or "记录的受关注事实有变化",
    )
    if facts["level"] != row.level:
        _level_row(batch.conn, batch, row.id, row.level, worst)
    batch.counts["follow_ups"] += 1
    cause = "reopened" if reopened else "changed"
    return row.id, [News(row.id, row.revision + 1, cause, hidden=all(m.silenced for m in members))]


def _level_row(conn: Connection, batch: Batch, alert_id: int, before: str, worst: Finding) -> None:
    conn.execute(
        insert(level_history).values(
            alert_id=alert_id,
            before=before,
            after=worst.risk.level,
            who="system",
            why=worst.risk.why,
            policy=worst.risk.policy,
            at=to_db(batch.now),
        )
    )


def repeat(batch: Batch) -> None:
    """Hidden news is counted and goes no further; all other news is told once for each revision."""
    batch.counts["hidden"] += sum(news.hidden for news in batch.news)
    batch.news = [news for news in batch.news if not news.hidden]
