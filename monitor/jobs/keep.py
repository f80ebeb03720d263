"""Time passes: levels, reminders, deputies, waking, expiry; each once on its day, and again after a kill."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
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
from config.schema import alerts, hits, level_history, silences
from crawlers.records import parse_record
from monitor.risk.calendars import shipped_calendars, working_days_from
from monitor.risk.levels import nearest_day
from monitor.risk.recompute import CaseFacts, Change, colour_day, recompute
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
    return recompute(case_facts(conn, now), colour_day(now), policy=post.settings.alerts)


def case_facts(conn: Connection, now: datetime) -> Iterator[CaseFacts]:
    """Every open case that is not waiting, with its weightiest hit."""
    rows = conn.execute(select(alerts).where(alerts.c.state.in_(machine().open)).order_by(alerts.c.id)).all()
    for row in rows:
        best = conn.execute(
            select(hits).where(hits.c.alert_id == row.id).order_by(hits.c.id.desc()).limit(1)
        ).first()
        waiting = row.wait_until is not None and from_db(row.wait_until) > now
        if best is not None:
            yield _facts(row, best, decided=waiting or row.state != "new")


def _facts(row: Row[Any], best: Row[Any], *, decided: bool) -> CaseFacts:
    return CaseFacts(
        number=row.id,
        state=row.state,
        level=Level(row.level),
        risk=Risk.model_validate(row.risk),
        hit=Hit.model_validate(best.body),
        entry=WatchEntry.model_validate(best.input["entry"]),
        record=parse_record(best.input["record"]),
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
        nearest = nearest_day(change.risk.deadlines)
        values |= {
            "risk": change.risk.model_dump(mode="json"),
            "severity": change.risk.severity,
            "last_day": str(nearest) if nearest else None,
        }
    match change.kind:
        case "level":
            values["level"] = change.after
            _level_row(conn, case.id, change, now)
            told = rank(change.after) > rank(change.before)
        case "deadline":
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
