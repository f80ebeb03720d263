"""The book of subscriptions: asked for, confirmed, changed, ended; each journalled, none without consent.

A receiver is `unconfirmed` until a person pressed the button in the mail that went to the address itself;
what he asked for (name, pace) is in force only from then on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from alerts import journal, receivers
from alerts.compose import Receiver
from alerts.tenancy import View
from config.clock import to_db
from config.database import insert_for
from config.schema import outbox, pending, subscriptions
from config.schema import receivers as people
from watchlists.subscriptions import Scope, Wish

#: Mails that a subscription causes; what still waits of them is taken back when it ends.
KINDS = ("alert", "digest", "coverage", "reminder", "campaign", "welcome", "proposal")
PREFERENCES = ("name", "cadence", "minimum", "language", "hours", "second_address")


def receiver_id(address: str) -> str:
    """The id of an enterprise's mailbox."""
    return f"enterprise:{address.lower()}"


def own_tenant(address: str) -> str:
    """The account of a mailbox that nobody has joined to another: nothing in it can be guessed or chosen."""
    return "firm:" + hashlib.sha256(address.lower().encode()).hexdigest()[:20]


def ask(conn: Connection, address: str, wish: Wish, origin: str, now: datetime) -> list[int]:
    """Note what is wished, not yet in force; returns the subscriptions that wait for a confirmation."""
    receiver = receiver_id(address)
    make = insert_for(conn)
    row = {
        "id": receiver,
        "role": "enterprise",
        "address": address,
        "state": "unconfirmed",
        "updated_at": to_db(now),
    }
    conn.execute(make(people).values(row).on_conflict_do_nothing())
    asked = {"name": wish.name, "cadence": wish.cadence, "minimum": wish.minimum, "language": wish.language}
    return [_ask_one(conn, receiver, scope, asked, origin, now) for scope in wish.scopes]


def _ask_one(
    conn: Connection, receiver: str, scope: Scope, asked: dict[str, str], origin: str, now: datetime
) -> int:
    body = scope.model_dump(exclude_defaults=True)
    for row in of_receiver(conn, receiver, ("requested", "active")):
        if row.kind == scope.kind and row.scope == body:
            conn.execute(update(subscriptions).where(subscriptions.c.id == row.id).values(asked=asked))
            return int(row.id)
    values = {
        "receiver": receiver,
        "kind": scope.kind,
        "scope": body,
        "asked": asked,
        "state": "requested",
        "origin": origin,
        "created_at": to_db(now),
    }
    made = conn.execute(insert(subscriptions).values(values).returning(subscriptions.c.id))
    return int(made.scalar_one())


def of_receiver(
    conn: Connection, receiver: str, states: tuple[str, ...] = ("requested", "active", "ended")
) -> list[Row[Any]]:
    """Subscriptions of a receiver in order of their making."""
    chosen = select(subscriptions).where(
        subscriptions.c.receiver == receiver, subscriptions.c.state.in_(states)
    )
    return list(conn.execute(chosen.order_by(subscriptions.c.id)))


def confirm(conn: Connection, numbers: Iterable[int], channel: str, now: datetime) -> Receiver | None:
    """Put requested subscriptions in force: a person pressed the button. None when none was waiting."""
    waiting = select(subscriptions).where(
        subscriptions.c.id.in_(list(numbers)), subscriptions.c.state.in_(("requested", "active"))
    )
    rows = conn.execute(waiting.order_by(subscriptions.c.id)).all()
    if not rows:
        return None
    person = conn.execute(select(people).where(people.c.id == rows[0].receiver)).one()
    tenant = person.tenant or own_tenant(person.address)
    fresh = [row for row in rows if row.state == "requested"]
    conn.execute(
        update(subscriptions)
        .where(subscriptions.c.receiver == person.id, subscriptions.c.tenant == "")
        .values(tenant=tenant)
    )
    for row in fresh:
        conn.execute(
            update(subscriptions)
            .where(subscriptions.c.id == row.id)
            .values(state="active", confirmed_at=to_db(now), tenant=tenant)
        )
        _note(conn, person.id, "subscribe", "requested", "active", channel, row.id, now)
    asked = {k: v for row in fresh for k, v in row.asked.items() if k in PREFERENCES and v}
    values = {**asked, "state": "active", "tenant": tenant, "updated_at": to_db(now)}
    conn.execute(update(people).where(people.c.id == person.id).values(values))
    return receivers.find(conn, person.id)


def ensure_own(conn: Connection, receiver: Receiver, now: datetime) -> int:
    """The standing `own` subscription of a mailbox that the office named in an entry, made when missing."""
    rows = [r for r in of_receiver(conn, receiver.id, ("active", "ended")) if r.kind == "own"]
    if rows:  # an ended one is not made anew
        return int(rows[-1].id)
    values = {
        "receiver": receiver.id,
        "tenant": receiver.tenant,
        "kind": "own",
        "state": "active",
        "origin": "entry",
        "created_at": to_db(now),
    }
    made = conn.execute(insert(subscriptions).values(values).returning(subscriptions.c.id))
    return int(made.scalar_one())


def end(conn: Connection, number: int, why: str, channel: str, now: datetime) -> Row[Any] | None:
    """End exactly this subscription and take back what still waits for it; None when there is none to end."""
    done = conn.execute(
        update(subscriptions)
        .where(subscriptions.c.id == number, subscriptions.c.state != "ended")
        .values(state="ended", ended_at=to_db(now), ended_why=why)
        .returning(subscriptions)
    ).first()
    if done is None:
        return None
    _note(conn, done.receiver, "unsubscribe", "active", "ended", channel, number, now)
    person = conn.execute(select(people).where(people.c.id == done.receiver)).one()
    if not of_receiver(conn, done.receiver, ("active",)):
        conn.execute(
            update(people).where(people.c.id == person.id).values(state="left", updated_at=to_db(now))
        )
    take_back(conn, person)
    return done


def take_back(conn: Connection, person: Row[Any]) -> int:
    """Withdraw waiting mails and news that the receiver no longer listens to; returns how many mails."""
    receiver = Receiver(person.id, person.role, person.address, tenant=person.tenant)
    listens = bool(of_receiver(conn, person.id, ("active",)))
    view = View.receiver(conn, receiver)
    waiting = select(outbox.c.id, outbox.c.alert_ids).where(
        outbox.c.receiver == person.id, outbox.c.state == "waiting", outbox.c.kind.in_(KINDS)
    )
    gone = [
        row.id
        for row in conn.execute(waiting).all()
        if not listens or (row.alert_ids and not any(view.sees(n) for n in row.alert_ids))
    ]
    for one in gone:
        conn.execute(update(outbox).where(outbox.c.id == one).values(state="withdrawn", last_error="已退订"))
    news = select(pending.c.id, pending.c.alert_id).where(
        pending.c.receiver == person.id, pending.c.outbox_id.is_(None)
    )
    unheard = [row.id for row in conn.execute(news).all() if not (listens and view.sees(row.alert_id))]
    for one in unheard:
        conn.execute(delete(pending).where(pending.c.id == one))
    return len(gone)


def set_preferences(conn: Connection, receiver: str, values: dict[str, str], now: datetime) -> None:
    """Change pace, level, language, hours or name; only known names are taken."""
    kept = {k: v for k, v in values.items() if k in PREFERENCES}
    before = conn.execute(select(people).where(people.c.id == receiver)).one()
    changed = {k: v for k, v in kept.items() if getattr(before, k) != v}
    if changed:
        conn.execute(update(people).where(people.c.id == receiver).values(**changed, updated_at=to_db(now)))
        journal.write(
            conn,
            now,
            alert_id=None,
            who=receiver,
            role="enterprise",
            channel="page",
            verb="preferences",
            before="active",
            after="active",
            detail={"changed": sorted(changed)},
        )


def _note(
    conn: Connection, who: str, verb: str, before: str, after: str, channel: str, number: int, now: datetime
) -> None:
    journal.write(
        conn,
        now,
        alert_id=None,
        who=who,
        role="enterprise",
        channel=channel,
        verb=verb,
        before=before,
        after=after,
        detail={"subscription": number},
    )
