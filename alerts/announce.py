"""Other systems and chat rooms of the office are told what happened, in batches, never more than they bear.

A webhook gets every step of every case once, in order; a chat room at most one short text in five minutes
that counts all. Their addresses are secrets: the outbox knows only names.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from alerts.compose import message_id
from alerts.levels import ORDER, rank
from alerts.register import alert_page
from alerts.sight import CANARY
from config.clock import from_db, to_db
from config.database import insert_for
from config.schema import alerts, announced, journal, outbox
from config.settings import Settings

_EVENTS = 500
_ROOM_PAUSE = timedelta(minutes=5)
_SHOWN = 8


@dataclass(frozen=True)
class Target:
    """A webhook or room by its public name; `kind` is webhook or chat."""

    name: str
    kind: str
    url: str


def targets(settings: Settings) -> list[Target]:
    """All configured targets; a name is made from the address and tells nothing of it."""
    found = [("webhook", url) for url in settings.web.webhooks]
    found += [("chat", secret.get_secret_value()) for secret in settings.web.chat]
    return [
        Target(f"{kind}:{hashlib.sha256(url.encode()).hexdigest()[:12]}", kind, url) for kind, url in found
    ]


def announce(conn: Connection, settings: Settings, now: datetime) -> int:
    """Queue what each target has not heard; returns the number of notifications queued."""
    return sum(_tell(conn, target, settings, now) for target in targets(settings))


def _tell(conn: Connection, target: Target, settings: Settings, now: datetime) -> int:
    known = conn.execute(select(announced).where(announced.c.target == target.name)).first()
    up_to = known.up_to if known else _newest(conn)
    if known is None:  # a new target hears what happens from now on
        _remember(conn, target, up_to, now)
        return 0
    if target.kind == "chat" and now < from_db(known.at) + _ROOM_PAUSE:
        return 0
    chosen = (
        select(journal, alerts.c.level, alerts.c.tenant)
        .join(alerts, alerts.c.id == journal.c.alert_id)
        .where(journal.c.id > up_to, alerts.c.tenant != CANARY)
        .order_by(journal.c.id)
    )
    chosen = chosen.limit(_EVENTS) if target.kind == "webhook" else chosen
    rows = list(conn.execute(chosen))
    if not rows:
        return 0
    body = _events(conn, rows) if target.kind == "webhook" else _text(rows, settings)
    if body:
        _queue(conn, target, rows[-1].id, body, settings, now)
    _remember(conn, target, rows[-1].id, now)
    return bool(body)


def _newest(conn: Connection) -> int:
    return conn.execute(select(journal.c.id).order_by(journal.c.id.desc()).limit(1)).scalar() or 0


def _remember(conn: Connection, target: Target, up_to: int, now: datetime) -> None:
    make = insert_for(conn)
    row = {"target": target.name, "up_to": up_to, "at": to_db(now)}
    statement = make(announced).values(row)
    conn.execute(statement.on_conflict_do_update(index_elements=["target"], set_=row))


def _events(conn: Connection, rows: list[Row[Any]]) -> bytes:
    cases = {row.alert_id: alert_page(conn, row.alert_id) for row in rows}
    shown = ("alert", "level", "state", "text", "watched", "party", "kind", "last_day", "act_by")
    events = [
        {
            "id": row.id,
            "verb": row.verb,
            "before": row.before,
            "after": row.after,
            "at": row.at,
            **{key: cases[row.alert_id].get(key) for key in shown},
        }
        for row in rows
    ]
    return json.dumps({"events": events}, ensure_ascii=False).encode()


def _text(rows: list[Row[Any]], settings: Settings) -> bytes:
    """The room's text: a title line, then counts and the most urgent new cases."""
    new = {row.alert_id: row.level for row in rows if row.verb in ("open", "reopen")}
    if not new:
        return b""
    counts = Counter(new.values())
    said = "　".join(f"{level} {counts[level]}" for level in reversed(ORDER) if counts[level])
    first = sorted(new, key=lambda n: (-rank(new[n]), n))[:_SHOWN]
    numbers = "、".join(f"A-{n}（{new[n]}）" for n in first) + (" 等" if len(new) > _SHOWN else "")
    title = f"{settings.office.name}：新预警 {len(new)} 件"
    return f"{title}\n{said}\n{numbers}\n详情与处理请看预警邮件。".encode()


def _queue(
    conn: Connection, target: Target, last: int, body: bytes, settings: Settings, now: datetime
) -> None:
    make = insert_for(conn)
    row = {
        "message_id": message_id(f"{target.name}|{last}", settings.mail.sender),
        "receiver": target.name,
        "address": target.name,
        "channel": target.kind,
        "kind": target.kind,
        "subject": f"{target.kind} {last}",
        "mime": body,
        "state": "waiting",
        "next_at": to_db(now),
        "created_at": to_db(now),
    }
    conn.execute(make(outbox).values(row).on_conflict_do_nothing(index_elements=["message_id"]))
