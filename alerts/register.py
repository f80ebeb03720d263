"""Lists and pages of alerts for people and programs: the same fields, in Chinese and by code."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from alerts import views
from alerts.letters.notice import VERBS
from alerts.levels import rank
from alerts.states import machine
from alerts.words import STATES
from config.clock import from_db, show
from config.schema import alerts, journal, level_history

CANARY = "canary"  # the daily test item of each source is no case for people


def alert_lines(conn: Connection, state: str = "open", level: str = "") -> list[dict[str, Any]]:
    """One dictionary an alert, the most urgent first; `state` is a state, `open` or `all`."""
    wanted = select(alerts.c.id).where(alerts.c.tenant != CANARY)
    if state == "open":
        wanted = wanted.where(alerts.c.state.in_(machine().open))
    elif state != "all":
        wanted = wanted.where(alerts.c.state == state)
    if level:
        wanted = wanted.where(alerts.c.level == level)
    cases = [views.load(conn, number) for number in conn.execute(wanted.order_by(alerts.c.id)).scalars()]
    lines = [_line(case) for case in cases]
    return sorted(lines, key=lambda r: (-rank(r["level"]), r["last_day"] or "9999", r["number"]))


def _line(case: views.CaseView) -> dict[str, Any]:
    deadline = case.deadline
    return {
        "alert": case.label,
        "number": case.number,
        "level": case.level,
        "state": case.state,
        "state_zh": STATES.get(case.state, case.state),
        "text": case.mark,
        "watched": case.watched,
        "party": case.party,
        "kind": case.record.kind,
        "receiver": case.receiver,
        "desk": case.desk,
        "last_day": str(deadline.certain_day or deadline.last_day) if deadline else None,
        "act_by": str(deadline.act_by) if deadline and deadline.act_by else None,
        "outcome": case.outcome,
    }


def alert_page(conn: Connection, number: int) -> dict[str, Any]:
    """Everything about one alert; raises LookupError."""
    case = views.load(conn, number)
    rows = conn.execute(select(journal).where(journal.c.alert_id == number).order_by(journal.c.id)).all()
    levels = conn.execute(
        select(level_history).where(level_history.c.alert_id == number).order_by(level_history.c.id)
    ).all()
    return _line(case) | {
        "facts": case.facts,
        "hits": [
            {"entry": h.entry.id, "watched": h.entry.text, **h.hit.model_dump(mode="json")} for h in case.hits
        ],
        "risk": case.risk.model_dump(mode="json"),
        "journal": [_journal_line(row) for row in rows],
        "levels": [
            f"{show(from_db(row.at))} {row.before or '—'} → {row.after}（{row.who}）{row.why}"
            for row in levels
        ],
    }


def _journal_line(row: Any) -> str:
    before, after = STATES.get(row.before, row.before or "—"), STATES.get(row.after, row.after)
    verb = "建立" if row.verb == "open" else VERBS.get(row.verb, row.verb)
    more = "　".join(x for x in (row.reason, row.note) if x)
    return f"{show(from_db(row.at))}　{row.who}　{verb}　{before} → {after}　{more}".rstrip()
