"""Who hears of a case besides its own receiver: colleagues of the tenant, readers of the office's lists."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from alerts import receivers
from alerts.compose import Receiver
from config.schema import entries, hits, subscriptions
from watchlists.entries import WatchEntry
from watchlists.subscriptions import Scope


def listeners(conn: Connection, case: Row[Any]) -> list[Receiver]:
    """Confirmed receivers whose standing subscription reaches the case; its own mailbox is not among them."""
    ids = _colleagues(conn, case) if case.tenant else _readers(conn, case)
    found = (receivers.find(conn, one) for one in ids)
    return [r for r in found if r is not None and r.address.lower() != case.receiver.lower()]


def _colleagues(conn: Connection, case: Row[Any]) -> list[str]:
    same = select(subscriptions.c.receiver).where(
        subscriptions.c.tenant == case.tenant,
        subscriptions.c.kind == "own",
        subscriptions.c.state == "active",
    )
    return list(conn.execute(same.distinct().order_by(subscriptions.c.receiver)).scalars())


def _readers(conn: Connection, case: Row[Any]) -> list[str]:
    lists = conn.execute(
        select(subscriptions.c.receiver, subscriptions.c.scope)
        .where(subscriptions.c.kind == "list", subscriptions.c.state == "active")
        .order_by(subscriptions.c.receiver)
    ).all()
    if not lists:
        return []
    bodies = conn.execute(
        select(entries.c.body)
        .where(entries.c.id.in_(select(hits.c.entry_id).where(hits.c.alert_id == case.id)))
        .distinct()
    ).scalars()
    watched = [WatchEntry.model_validate(body) for body in bodies]
    reached = [
        row.receiver
        for row in lists
        if any(Scope.model_validate(row.scope).covers(entry) for entry in watched)
    ]
    return list(dict.fromkeys(reached))


def may_hear(conn: Connection, receiver: Receiver) -> bool:
    """Whether a mailbox that an entry names still wants its own alerts: it has not ended them."""
    rows = conn.execute(
        select(subscriptions.c.state)
        .where(
            subscriptions.c.receiver == receiver.id,
            subscriptions.c.kind == "own",
            subscriptions.c.state.in_(("active", "ended")),
        )
        .order_by(subscriptions.c.id)
    ).scalars()
    states = list(rows)
    return not states or states[-1] == "active"
