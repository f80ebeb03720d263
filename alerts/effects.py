"""What a decision does besides the state: assignment, waiting, silence, merging, memory, telling others."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from alerts import memory
from alerts import receivers as people
from alerts.batch import Batch, News, Post, Telling
from alerts.compose import Receiver
from alerts.decisions import Actor, Decision
from alerts.model import Hit
from alerts.states import Transition, machine
from alerts.telling import tell
from config.clock import to_db
from config.schema import alerts, hits, judgements, receivers, silences
from crawlers.records import parse_record
from watchlists.entries import WatchEntry


def apply(
    conn: Connection,
    case: Row[Any],
    transition: Transition,
    decision: Decision,
    who: str,
    post: Post,
    now: datetime,
) -> dict[str, Any]:
    """Change the case's row; returns what must be known to take it back."""
    values: dict[str, Any] = {"updated_at": to_db(now), "state": transition.to or case.state}
    if values["state"] != case.state and case.decided_at is None:
        values["decided_at"] = to_db(now)
    if transition.desk:
        values |= {"desk": transition.desk, "assigned_to": transition.desk}
    changed: dict[str, Any] = {}
    match decision.verb:
        case "assign":
            person = find_person(conn, decision.to)
            values["assigned_to"] = person.id if person else ""
        case "snooze":
            values["wait_until"] = to_db(now + timedelta(days=decision.days))
        case "merge":
            values["merged_into"] = decision.into
        case "close":
            values["outcome"] = decision.outcome
        case "silence":
            changed["silence"] = _silence(conn, case, decision, who, post, now)
    if values["state"] in machine().settled and decision.verb in ("dismiss", "false-alarm"):
        values["outcome"] = "误报"
    conn.execute(update(alerts).where(alerts.c.id == case.id).values(values))
    if transition.remembers:
        reason = decision.reason or transition.reason
        changed["judgements"] = _remember(conn, case, decision.verb, reason, who, post, now)
    return changed


def _remember(
    conn: Connection, case: Row[Any], verb: str, reason: str, who: str, post: Post, now: datetime
) -> list[int]:
    rows = conn.execute(select(hits).where(hits.c.alert_id == case.id).order_by(hits.c.id)).all()
    newest = {row.entry_id: row for row in rows}
    days = post.settings.alerts.judgement_days
    made = []
    for row in newest.values():
        subject = memory.Subject(
            entry=WatchEntry.model_validate(row.input["entry"]),
            entry_version=row.entry_version,
            record=parse_record(row.input["record"]),
            model=Hit.model_validate(row.body).model,
            mark_key=row.mark_key,
        )
        made.append(memory.remember(conn, subject, verb, reason, who, now, days))
    return made


def _silence(
    conn: Connection, case: Row[Any], decision: Decision, who: str, post: Post, now: datetime
) -> list[int]:
    days = min(decision.days, post.settings.alerts.silence_max_days)
    entries = conn.execute(select(hits.c.entry_id).where(hits.c.alert_id == case.id).distinct()).scalars()
    made = []
    for entry in sorted(entries):
        row = {
            "entry_id": entry,
            "alert_id": case.id,
            "level": case.level,
            "who": who,
            "reason": decision.note,
            "at": to_db(now),
            "until": to_db(now + timedelta(days=days)),
        }
        made.append(int(conn.execute(insert(silences).values(row).returning(silences.c.id)).scalar_one()))
    return made


def take_back(conn: Connection, detail: dict[str, Any], who: str, now: datetime) -> None:
    """End the judgements and silences that an undone decision had made."""
    for number in detail.get("judgements", ()):
        conn.execute(
            update(judgements)
            .where(judgements.c.id == number)
            .values(ended_at=to_db(now), ended_why=f"{who} 撤销")
        )
    for number in detail.get("silence", ()):
        conn.execute(update(silences).where(silences.c.id == number).values(ended_at=to_db(now)))


def find_person(conn: Connection, name: str) -> Receiver | None:
    """An active person of the office by name or mailbox."""
    wanted = name.strip().lower()
    row = conn.execute(
        select(receivers.c.id).where(
            receivers.c.role.in_(("officer", "lead", "overseas")),
            receivers.c.state == "active",
            (func.lower(receivers.c.name) == wanted) | (func.lower(receivers.c.address) == wanted),
        )
    ).first()
    return people.find(conn, row.id) if row and wanted else None


def merge_problem(conn: Connection, alert: int, into: int) -> str:
    """Why `alert` cannot be merged into `into`; empty when it can."""
    if into == alert:
        return "不能与自身合并"
    target = conn.execute(select(alerts).where(alerts.c.id == into)).first()
    mine = conn.execute(select(alerts.c.tenant).where(alerts.c.id == alert)).scalar_one()
    if target is None or target.tenant != mine:
        return f"没有 A-{into}"
    if target.state in machine().settled:
        return f"A-{into} 已结，不能并入"
    return ""


def spread(
    conn: Connection,
    alert_id: int,
    transition: Transition,
    decision: Decision,
    actor: Actor,
    post: Post,
    now: datetime,
) -> None:
    """Tell those whom a decision concerns: the firm of the case, the assignee, the desk."""
    case = conn.execute(select(alerts).where(alerts.c.id == alert_id)).one()
    told: list[Receiver | None] = []
    if actor.role == "enterprise":
        told.append(people.desk(conn, "officer", post.settings.office))
    if decision.verb == "assign":
        told.append(find_person(conn, decision.to))
    if transition.desk == "overseas":
        told.append(people.desk(conn, "overseas", post.settings.office))
    if told:
        _tell(conn, case, f"passed:{decision.verb}", told, actor.id, post, now)
    silent = ("note", "silence", "evidence", "snooze", "merge")
    if actor.role != "enterprise" and decision.verb not in silent:
        tell_enterprise(conn, alert_id, f"decision:{decision.verb}", post, now)


def tell_enterprise(conn: Connection, alert_id: int, cause: str, post: Post, now: datetime) -> None:
    """The decision reaches the firm in the case's thread, with the next step and its date."""
    case = conn.execute(select(alerts).where(alerts.c.id == alert_id)).one()
    firm = people.enterprise(conn, case.receiver, case.tenant, "", now)
    _tell(conn, case, cause, [firm], "", post, now)


def _tell(
    conn: Connection,
    case: Row[Any],
    cause: str,
    told: list[Receiver | None],
    but: str,
    post: Post,
    now: datetime,
) -> None:
    conn.execute(update(alerts).where(alerts.c.id == case.id).values(revision=case.revision + 1))
    batch = Batch(conn, now, post, [])
    batch.tellings = [
        Telling(one, News(case.id, case.revision + 1, cause), case.level)
        for one in told
        if one is not None and one.id != but
    ]
    tell(batch)
