"""A mail that nobody can take goes to the second contact and to the desk: no alert ends in silence."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from alerts import outbox, receivers
from alerts.batch import Post
from alerts.compose import Letter, Receiver
from alerts.headers import clean, is_address
from alerts.letters import render
from alerts.outbox import Notification
from config.clock import from_db, to_db
from config.schema import outbox as table
from config.schema import receivers as people

_WINDOW = timedelta(days=7)
_LIMIT = 3


def tell_others(conn: Connection, mail: Notification, error: str, post: Post, now: datetime) -> None:
    """Send the same content to the second contact, and a notice to the desk; count the bounce."""
    row = conn.execute(select(people).where(people.c.id == mail.receiver)).first()
    if mail.kind == "undeliverable" or row is None:
        return
    _count_bounce(conn, row, error, now)
    targets = [
        receivers.desk(conn, "officer", post.settings.office),
        receivers.desk(conn, "operator", post.settings.office),
    ]
    if is_address(row.second_address) and row.second_address != mail.address:
        targets.insert(0, Receiver(row.id, row.role, row.second_address, row.name, tenant=row.tenant))
    for target in dict.fromkeys(t for t in targets if t is not None and t.address != mail.address):
        letter = _letter(conn, mail, row, error, target, post)
        outbox.queue(conn, letter, post.sender, now)


def _letter(
    conn: Connection, mail: Notification, row: Row[Any], error: str, target: Receiver, post: Post
) -> Letter:
    subject = conn.execute(select(table.c.subject).where(table.c.id == mail.id)).scalar_one()
    numbers = "、".join(f"A-{n}" for n in mail.alert_ids[:50])
    lines = (
        f"发给 {row.name or row.id} 的邮件无法送达，请改用其他方式联系。",
        f"原邮件：{clean(subject)}",
        f"涉及预警：{numbers or '无'}",
        f"对方服务器的答复：{clean(error)}",
    )
    title = f"【知微】邮件未能送达：{clean(subject, 60)}"
    text, html = render("notice", title=title, lines=lines, office=post.settings.office.name)
    key = f"undeliverable|{mail.message_id}|{target.address}"
    return Letter(target, "undeliverable", key, title, text, html, alert_ids=mail.alert_ids)


def _count_bounce(conn: Connection, row: Row[Any], error: str, now: datetime) -> None:
    """One `no such user`, or three permanent failures in seven days, suspend the address."""
    recent = [b for b in row.bounces if now - from_db(b["at"]) < _WINDOW]
    recent.append({"at": to_db(now), "error": error[:200]})
    unknown_user = "5.1.1" in error or "no such user" in error.lower() or "user unknown" in error.lower()
    suspended = unknown_user or len(recent) >= _LIMIT
    values: dict[str, Any] = {"bounces": recent, "updated_at": to_db(now)}
    if suspended and row.role == "enterprise":
        values["state"] = "suspended"
    conn.execute(update(people).where(people.c.id == row.id).values(values))
