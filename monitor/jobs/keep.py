"""Time passes: levels, reminders, deputies, waking, expiry; each once on its day, and again after a kill."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from alerts import journal, routing, telling
from alerts.batch import Batch, News, Post, Telling
from alerts.levels import rank
from alerts.model import Hit, Level, Risk
from alerts.receivers import find, person_id
from alerts.states import machine
from config.clock import from_db, local_day, to_db
from config.database import Database
from config.schema import alerts, hits, level_history, records, silences
from crawlers.records import Record, parse_record
from monitor.jobs.dockets import stored_docket
from monitor.risk.calendars import shipped_calendars, working_days_from
from monitor.risk.levels import nearest_day
from monitor.risk.overseas.forums import case_risk
from monitor.risk.policy import shipped_policy
from monitor.risk.recompute import CaseFacts, Change, changes_from, changes_of, colour_day
from watchlists.entries import WatchEntry


def keep(database: Database, post: Post, now: datetime) -> Counter[str]:
    """Everything that the day asks of open cases; asking again the same day gives nothing."""
    with database.write() as conn:
        counts = _wake(conn, post, now)
        counts += _apply(conn, changes(conn, post, now), post, now)
        counts += _deputies(conn, post, now)
        conn.execute(
            update(silences)
            .where(silences.c.ended_at.is_(None), silences.c.until <= to_db(now))
            .values(ended_at=to_db(now))
        )
    return counts


def changes(conn: Connection, post: Post, now: datetime) -> list[Change]:
    """What the day changes, without changing it (`zhiwei risk recompute --dry-run`)."""
    today, ladder = colour_day(now), shipped_policy()
    found: list[Change] = []
    for row in conn.execute(
        select(alerts).where(alerts.c.state.in_(machine().open)).order_by(alerts.c.id)
    ).all():
        waiting = row.wait_until is not None and from_db(row.wait_until) > now
        decided = waiting or row.state != "new"
        newest = select(hits).where(hits.c.alert_id == row.id).order_by(hits.c.id.desc()).limit(1)
        best = conn.execute(newest).first()
        if best is not None:
            facts = _facts(row, best, decided=decided)
            found += changes_of(facts, today, post.settings.alerts, ladder)
        elif docket := stored_docket(_body(conn, row.record_id)):
            facts = _docket_facts(row, _body(conn, row.record_id), decided=decided)
            found += changes_from(facts, case_risk(docket, today), today, ladder)
    return found


def _body(conn: Connection, record_id: str) -> dict[str, Any]:
    return dict(conn.execute(select(records.c.body).where(records.c.id == record_id)).scalar_one())


def _docket_facts(row: Row[Any], body: dict[str, Any], *, decided: bool) -> CaseFacts:
    """A dispute abroad was not matched: its hit and entry are blanks that no rule of it reads."""
    blank = Hit(entry_id="", record_id=row.record_id, score=1, per_100k=0, threshold=1, alert=True)
    nobody = WatchEntry(id="-", category="", text="-")
    return _case(row, blank, nobody, parse_record(body), decided=decided)


def _facts(row: Row[Any], best: Row[Any], *, decided: bool) -> CaseFacts:
    entry = WatchEntry.model_validate(best.input["entry"])
    record = parse_record(best.input["record"])
    return _case(row, Hit.model_validate(best.body), entry, record, decided=decided)


def _case(row: Row[Any], hit: Hit, entry: WatchEntry, record: Record, *, decided: bool) -> CaseFacts:
    return CaseFacts(
        number=row.id,
        state=row.state,
        level=Level(row.level),
        risk=Risk.model_validate(row.risk),
        hit=hit,
        entry=entry,
        record=record,
        opened_on=local_day(from_db(row.created_at)),
        level_by=row.level_by,
        decided=decided,
        expired=row.expired,
        reminded_on=local_day(from_db(row.reminded_at)) if row.reminded_at else None,
    )


def _apply(conn: Connection, todo: list[Change], post: Post, now: datetime) -> Counter[str]:
    counts: Counter[str] = Counter()
    news: list[News] = []
    for change in todo:
        case = conn.execute(select(alerts).where(alerts.c.id == change.number)).one()
        news += _one(conn, case, change, now)
        counts[f"keep_{change.kind}"] += 1
    batch = Batch(conn, now, post, [], news=news)
    routing.route(batch)
    telling.tell(batch)
    return counts


def _one(conn: Connection, case: Row[Any], change: Change, now: datetime) -> list[News]:
    values: dict[str, Any] = {"updated_at": to_db(now)}
    told = False
    if change.risk is not None:
        values |= {"risk": change.risk.model_dump(mode="json"), "severity": change.risk.severity}
    match change.kind:
        case "level":
            values["level"] = change.after
            _level_row(conn, case.id, change, now)
            told = rank(change.after) > rank(change.before)
        case "deadline":
            values |= _days(change.risk)
            told = True
        case "reminder":
            values["reminded_at"] = to_db(now)
            told = True
        case "expired":
            values["expired"] = True
            told = True
    conn.execute(update(alerts).where(alerts.c.id == case.id).values(values))
    journal.write(
        conn,
        now,
        alert_id=case.id,
        who="system",
        verb=change.kind,
        before=case.state,
        after=case.state,
        note=f"{change.before} → {change.after}；{change.why}" if change.before else change.why,
    )
    return [News(case.id, case.revision, f"{change.kind}:{colour_day(now)}")] if told else []


def _days(risk: Risk | None) -> dict[str, str | None]:
    """The days a moved deadline gives; a clock that merely lapsed keeps the day it had."""
    nearest = nearest_day(risk.deadlines) if risk else None
    if risk is None or nearest is None:
        return {}
    first = next(d for d in risk.deadlines if nearest in (d.certain_day, d.last_day))
    return {"last_day": str(nearest), "act_by": str(first.act_by) if first.act_by else None}


def _level_row(conn: Connection, number: int, change: Change, now: datetime) -> None:
    conn.execute(
        insert(level_history).values(
            alert_id=number,
            before=change.before,
            after=change.after,
            who="system",
            why=change.why,
            policy=change.policy,
            at=to_db(now),
        )
    )


def _wake(conn: Connection, post: Post, now: datetime) -> Counter[str]:
    """What was put off comes back, once."""
    due = select(alerts).where(alerts.c.state == "watching", alerts.c.wait_until <= to_db(now))
    news = []
    for case in conn.execute(due.order_by(alerts.c.id)).all():
        conn.execute(
            update(alerts)
            .where(alerts.c.id == case.id)
            .values(state="verifying", wait_until=None, updated_at=to_db(now))
        )
        journal.write(
            conn, now, alert_id=case.id, who="system", verb="wake", before=case.state, after="verifying"
        )
        news.append(News(case.id, case.revision, f"woken:{local_day(now)}"))
    batch = Batch(conn, now, post, [], news=news)
    routing.route(batch)
    telling.tell(batch)
    return Counter(keep_woken=len(news))


def _deputies(conn: Connection, post: Post, now: datetime) -> Counter[str]:
    """Nobody has answered for `deputy_days` working days: the deputy of the desk hears of it, once."""
    officer = post.settings.office.desk("officer")
    people = {p.name: p for p in post.settings.office.people} | {
        p.address: p for p in post.settings.office.people
    }
    deputy = people.get(officer.deputy) if officer else None
    receiver = find(conn, person_id(deputy)) if deputy else None
    if receiver is None:
        return Counter()
    batch = Batch(conn, now, post, [])
    rows = conn.execute(select(alerts).where(alerts.c.state == "new").order_by(alerts.c.id)).all()
    for case in rows:
        if _overdue(local_day(from_db(case.created_at)), post.settings.alerts.deputy_days, local_day(now)):
            batch.tellings.append(Telling(receiver, News(case.id, 0, "deputy"), case.level))
    telling.tell(batch)
    return Counter(keep_deputy=batch.counts["mails"])


def _overdue(opened: date, working_days: int, today: date) -> bool:
    closed = shipped_calendars().closed
    return working_days_from(opened, working_days, lambda day: closed("CN", day)) <= today
