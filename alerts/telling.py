"""News waits for its receiver's turn, then leaves as one mail or one digest that counts it all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from alerts import outbox as box
from alerts import receivers
from alerts.batch import Batch, Post
from alerts.cadence import due_at
from alerts.compose import Letter, Receiver, message_id
from alerts.letters.alert import alert_letter
from alerts.letters.digest import SHOWN, digest_letter
from alerts.letters.notice import notice_for
from alerts.levels import rank
from alerts.subscriptions import caps
from alerts.subscriptions.footing import Footing, footing
from alerts.tenancy import View
from alerts.views import CaseView
from config.clock import from_db, to_db
from config.database import insert_for
from config.schema import alerts, outbox, pending


def tell(batch: Batch) -> None:
    """Queue each telling once, then send what is due in the same transaction."""
    make = insert_for(batch.conn)
    for telling in batch.tellings:
        row = {
            "receiver": telling.receiver.id,
            "alert_id": telling.news.alert_id,
            "revision": telling.news.revision,
            "cause": telling.news.cause,
            "created_at": to_db(batch.now),
            "due_at": to_db(due_at(telling.receiver, telling.level, batch.now)),
        }
        batch.conn.execute(make(pending).values(row).on_conflict_do_nothing())
    batch.counts["mails"] += flush(batch.conn, batch.post, batch.now)


def flush(conn: Connection, post: Post, now: datetime) -> int:
    """Compose one mail for each receiver with news that is due; returns the number of mails queued."""
    waiting = select(pending.c.receiver).where(pending.c.outbox_id.is_(None), pending.c.due_at <= to_db(now))
    names = conn.execute(waiting.distinct().order_by(pending.c.receiver)).scalars().all()
    return sum(_flush_one(conn, name, post, now) for name in names)


def _flush_one(conn: Connection, receiver_id: str, post: Post, now: datetime) -> int:
    receiver = receivers.find(conn, receiver_id)
    if receiver is None or _too_soon(conn, receiver_id, post, now):
        return 0
    view = View.receiver(conn, receiver)
    rows = conn.execute(
        select(pending, alerts.c.level, alerts.c.last_day)
        .join(alerts, alerts.c.id == pending.c.alert_id)
        .where(
            pending.c.receiver == receiver_id, pending.c.outbox_id.is_(None), pending.c.due_at <= to_db(now)
        )
        .order_by(pending.c.id)
    ).all()
    rows = _heard(conn, view, rows)
    red = any(row.level == "红" for row in rows)
    if not rows or not _within_caps(conn, receiver, now, red=red):
        return 0
    under = footing(conn, receiver, [row.alert_id for row in rows], post, now)
    letter = replace(_letter(conn, view, rows, receiver, post, now, under), unsubscribe=under.headers)
    box.queue(conn, letter, post.sender, now)
    chosen = select(outbox.c.id).where(outbox.c.message_id == message_id(letter.key, post.sender.address))
    sent_as = conn.execute(chosen).scalar_one()
    conn.execute(
        update(pending)
        .where(
            pending.c.receiver == receiver_id, pending.c.outbox_id.is_(None), pending.c.due_at <= to_db(now)
        )
        .values(outbox_id=sent_as)
    )
    return 1


def _heard(conn: Connection, view: View, rows: Sequence[Any]) -> list[Any]:
    """News of cases that the receiver still listens to; the rest is forgotten."""
    seen = view.visible(row.alert_id for row in rows)
    for row in rows:
        if row.alert_id not in seen:
            conn.execute(delete(pending).where(pending.c.id == row.id))
    return [row for row in rows if row.alert_id in seen]


def _within_caps(conn: Connection, receiver: Receiver, now: datetime, *, red: bool) -> bool:
    """What the caps hold back waits here and is counted in a later digest; the office has no cap."""
    if receiver.role != "enterprise":
        return True
    return caps.may_mail(conn, receiver.tenant, receiver.address, now, red=red)


def _too_soon(conn: Connection, receiver_id: str, post: Post, now: datetime) -> bool:
    """After a mail, the next news gathers for `digest_minutes`: at most one digest in that time."""
    last = conn.execute(
        select(func.max(outbox.c.created_at)).where(
            outbox.c.receiver == receiver_id, outbox.c.kind.in_(("alert", "digest"))
        )
    ).scalar()
    pause = timedelta(minutes=post.settings.alerts.digest_minutes)
    return last is not None and now < from_db(last) + pause


def _letter(
    conn: Connection,
    view: View,
    rows: list[Any],
    receiver: Receiver,
    post: Post,
    now: datetime,
    under: Footing,
) -> Letter:
    causes = {row.alert_id: row.cause for row in rows}
    if len(causes) == 1:
        number, cause = next(iter(causes.items()))
        case = _seen(view, number)
        owner = view.owns(case)
        return alert_letter(
            case,
            receiver if owner else replace(receiver, role="reader"),
            post,
            now,
            cause=cause,
            thread=thread_of(conn, receiver.id, number),
            notice=notice_for(conn, number, cause) if owner else "",
            footing=under,
        )
    levels = {row.alert_id: row.level for row in rows}
    days = {row.alert_id: row.last_day or "9999" for row in rows}
    urgent = sorted(levels, key=lambda n: (-rank(levels[n]), days[n], n))[:SHOWN]
    key = f"digest|{receiver.id}|{rows[0].id}-{rows[-1].id}|{len(rows)}"
    shown = [_seen(view, number) for number in urgent]
    owner = all(view.owns(case) for case in shown)
    reader = receiver if owner else replace(receiver, role="reader")
    return digest_letter(shown, levels, causes, reader, post, now, key=key, footing=under)


def _seen(view: View, number: int) -> CaseView:
    case = view.alert(number)
    if case is None:  # `_heard` let it through in this transaction
        raise LookupError(f"A-{number} is not behind this wall")
    return case


def thread_of(conn: Connection, receiver_id: str, alert_id: int) -> tuple[str, ...]:
    """Message-IDs of what this receiver was told of this case, oldest first."""
    rows: list[Row[Any]] = list(
        conn.execute(
            select(outbox.c.message_id)
            .join(pending, pending.c.outbox_id == outbox.c.id)
            .where(pending.c.receiver == receiver_id, pending.c.alert_id == alert_id)
            .order_by(outbox.c.id)
        )
    )
    return tuple(dict.fromkeys(row.message_id for row in rows))
