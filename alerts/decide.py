"""A decision is applied: by reply, page or command through the same code, journalled, undoable for a while.

Compare-and-set: what the person answered to is looked at again in the transaction, so that a colleague's
earlier decision is never overwritten; the later one is told the present state instead.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, select, update

from alerts import effects, journal
from alerts.batch import Post
from alerts.decisions import Actor, Applied, Decision
from alerts.states import Machine, Transition, machine
from alerts.words import STATES
from config.clock import to_db
from config.schema import alerts
from config.schema import journal as journal_table

UNDO = timedelta(minutes=30)
Channel = Literal["reply", "command", "page", "system"]


def decide(
    conn: Connection,
    decision: Decision,
    actor: Actor,
    post: Post,
    now: datetime,
    *,
    channel: Channel,
    mail_sha256: str = "",
) -> Applied:
    """Apply one decision in the caller's transaction; refuses with a sentence, never half-way."""
    case = conn.execute(select(alerts).where(alerts.c.id == decision.alert)).first()
    if case is None or not _may_see(case, actor):
        return Applied(decision, False, "", "", "没有这个编号")
    table = machine()
    transition = table.find(decision.verb)
    why = _refusal(conn, table, transition, case, decision, actor)
    if transition is None or why:
        return Applied(decision, False, case.state, case.state, why)
    after = transition.to or case.state
    changed = effects.apply(conn, case, transition, decision, actor.name, post, now)
    row = journal.write(
        conn,
        now,
        alert_id=case.id,
        who=actor.name,
        role=actor.role,
        channel=channel,
        verb=decision.verb,
        before=case.state,
        after=after,
        reason=decision.reason or transition.reason,
        note=decision.note,
        mail_sha256=mail_sha256,
        undo_until=now + UNDO,
        detail={"was": _snapshot(case), **changed, "actor": actor.id},
    )
    effects.spread(conn, case.id, transition, decision, actor, post, now)
    return Applied(decision, True, case.state, after, row=row)


def _may_see(case: Row[Any], actor: Actor) -> bool:
    return actor.role != "enterprise" or actor.id == f"enterprise:{case.receiver.lower()}"


def _refusal(
    conn: Connection,
    table: Machine,
    transition: Transition | None,
    case: Row[Any],
    decision: Decision,
    actor: Actor,
) -> str:
    if transition is None or actor.role not in transition.roles:
        return "您的角色不能这样处理"
    if not table.allows(transition, case.state):
        return f"当前状态是“{STATES.get(case.state, case.state)}”{_by_whom(conn, case.id)}，不能再这样处理"
    checks: dict[str, Callable[[], str]] = {
        "reason": lambda: "" if decision.reason else "请写明排除理由（F1–F8）",
        "days": lambda: "" if 0 < decision.days <= 90 else "天数须为 1 到 90",
        "to": lambda: "" if effects.find_person(conn, decision.to) else f"值班表里没有“{decision.to}”",
        "into": lambda: effects.merge_problem(conn, decision.alert, decision.into),
        "note": lambda: "" if decision.note else "请写明内容",
        "outcome": lambda: (
            "" if decision.outcome in table.outcomes["codes"] else "请写明结果，例如“平台下架”"
        ),
    }
    for need in transition.needs:
        if problem := checks[need]():
            return problem
    if transition.two_people_for_red and case.level == "红" and _confirmed_by(conn, case.id, actor):
        return "红色预警须由另一人办结"
    return ""


def _by_whom(conn: Connection, alert_id: int) -> str:
    last = conn.execute(
        select(journal_table)
        .where(journal_table.c.alert_id == alert_id, journal_table.c.channel != "system")
        .order_by(journal_table.c.id.desc())
        .limit(1)
    ).first()
    return f"（{last.who} 已处理）" if last is not None else ""


def _confirmed_by(conn: Connection, alert_id: int, actor: Actor) -> bool:
    found = conn.execute(
        select(journal_table.c.id).where(
            journal_table.c.alert_id == alert_id,
            journal_table.c.verb == "confirm",
            journal_table.c.who == actor.name,
            journal_table.c.undone_by.is_(None),
        )
    )
    return found.first() is not None


_KEPT = (
    "state",
    "assigned_to",
    "desk",
    "outcome",
    "wait_until",
    "merged_into",
    "decided_at",
    "level",
    "level_by",
)


def _snapshot(case: Row[Any]) -> dict[str, Any]:
    return {name: getattr(case, name) for name in _KEPT}


def undo(
    conn: Connection,
    actor: Actor,
    post: Post,
    now: datetime,
    *,
    channel: Channel,
    row: int = 0,
    alert: int = 0,
) -> Applied:
    """Take back the actor's own newest decision (or journal row `row`) while its 30 minutes run."""
    wanted = select(journal_table).where(
        journal_table.c.undo_until > to_db(now), journal_table.c.undone_by.is_(None)
    )
    wanted = (
        wanted.where(journal_table.c.id == row) if row else wanted.where(journal_table.c.who == actor.name)
    )
    if alert:
        wanted = wanted.where(journal_table.c.alert_id == alert)
    last = conn.execute(wanted.order_by(journal_table.c.id.desc()).limit(1)).first()
    if last is None or last.detail.get("actor") != actor.id:
        return Applied(
            Decision("undo", alert), False, "", "", "没有可以撤销的操作（只能撤销本人 30 分钟内的）"
        )
    case = conn.execute(select(alerts).where(alerts.c.id == last.alert_id)).one()
    decision = Decision("undo", case.id)
    if case.state != last.after:
        return Applied(decision, False, case.state, case.state, "此后已有别的处理，不能撤销")
    was = last.detail["was"]
    conn.execute(update(alerts).where(alerts.c.id == case.id).values(**was, updated_at=to_db(now)))
    effects.take_back(conn, last.detail, actor.name, now)
    mine = journal.write(
        conn,
        now,
        alert_id=case.id,
        who=actor.name,
        role=actor.role,
        channel=channel,
        verb="undo",
        before=case.state,
        after=was["state"],
        note=f"撤销第 {last.id} 条",
    )
    conn.execute(update(journal_table).where(journal_table.c.id == last.id).values(undone_by=mine))
    effects.tell_enterprise(conn, case.id, f"undo:{mine}", post, now)
    return Applied(decision, True, case.state, was["state"], row=mine)
