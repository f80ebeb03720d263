"""Mail leaves through one table: queued with its cause in one transaction, leased, sent, recorded.

At least once on the wire, exactly once in state: `sent` is written after the relay's 250, so a kill in
between repeats the mail with the same Message-ID and never loses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, update

from alerts.compose import Letter, message_id, mime
from config.clock import to_db
from config.database import insert_for
from config.schema import outbox

LEASE = timedelta(seconds=120)
_FIRST_RETRY = timedelta(seconds=45)
_LONGEST_RETRY = timedelta(hours=3)


@dataclass(frozen=True)
class Sender:
    """Who we are on the envelope and how long a mail is tried."""

    address: str
    name: str
    give_up_after: timedelta = timedelta(days=5)


@dataclass(frozen=True)
class Notification:
    """通知: one attempt to deliver; `attempts` counts this one."""

    id: int
    message_id: str
    address: str
    receiver: str
    tenant: str
    kind: str
    mime: bytes
    attempts: int
    created_at: str
    alert_ids: tuple[int, ...] = ()
    channel: str = "mail"  # mail, webhook, chat


def queue(conn: Connection, letter: Letter, sender: Sender, now: datetime) -> bool:
    """Put a letter in the outbox within the caller's transaction; False if the same one is there already."""
    insert = insert_for(conn)
    row = {
        "message_id": message_id(letter.key, sender.address),
        "receiver": letter.receiver.id,
        "tenant": letter.receiver.tenant,
        "address": letter.receiver.address,
        "kind": letter.kind,
        "alert_ids": list(letter.alert_ids),
        "subject": letter.subject,
        "mime": mime(letter, sender=sender.address, sender_name=sender.name, now=now),
        "state": "waiting",
        "next_at": to_db(now),
        "created_at": to_db(now),
    }
    once = insert(outbox).values(row).on_conflict_do_nothing(index_elements=["message_id"])
    return conn.execute(once.returning(outbox.c.id)).first() is not None


def is_queued(conn: Connection, key: str, sender: Sender) -> bool:
    """Whether the letter of this key is in the outbox, sent or not."""
    mine = select(outbox.c.id).where(outbox.c.message_id == message_id(key, sender.address))
    return conn.execute(mine).first() is not None


def claim(conn: Connection, owner: str, now: datetime) -> Notification | None:
    """Lease the next due mail (or one whose lease ran out) to `owner`; None when nothing is due."""
    due = or_(
        and_(outbox.c.state == "waiting", outbox.c.next_at <= to_db(now)),
        and_(outbox.c.state == "sending", outbox.c.leased_until < to_db(now)),
    )
    chosen = select(outbox.c.id).where(due).order_by(outbox.c.next_at, outbox.c.id).limit(1)
    if conn.dialect.name == "postgresql":
        chosen = chosen.with_for_update(skip_locked=True)
    row = conn.execute(
        update(outbox)
        .where(outbox.c.id == chosen.scalar_subquery())
        .values(
            state="sending",
            lease_owner=owner,
            leased_until=to_db(now + LEASE),
            attempts=outbox.c.attempts + 1,
        )
        .returning(outbox)
    ).first()
    return None if row is None else notification_of(row)


def notification_of(row: Any) -> Notification:
    """The notification of an outbox row."""
    return Notification(
        id=row.id,
        message_id=row.message_id,
        address=row.address,
        receiver=row.receiver,
        tenant=row.tenant,
        kind=row.kind,
        mime=bytes(row.mime),
        attempts=row.attempts,
        created_at=row.created_at,
        alert_ids=tuple(row.alert_ids),
        channel=row.channel,
    )


def mark_sent(conn: Connection, mail: Notification, owner: str, now: datetime) -> bool:
    """Record the relay's 250; False when the lease had passed to another worker, which will send again."""
    done = conn.execute(
        update(outbox)
        .where(outbox.c.id == mail.id, outbox.c.lease_owner == owner, outbox.c.state == "sending")
        .values(state="sent", sent_at=to_db(now), last_error="", lease_owner="", leased_until=None)
    )
    return done.rowcount == 1


def retry_delay(attempts: int) -> timedelta:
    """45 s at first (a retry within the minute), doubling up to 3 h: under 60 tries in five days."""
    doubled: int = 2 ** min(attempts - 1, 12)
    return min(_FIRST_RETRY * doubled, _LONGEST_RETRY)


def mark_failed(conn: Connection, mail: Notification, error: str, *, permanent: bool, now: datetime) -> None:
    """Put the mail back for a later try, or end it as undeliverable."""
    values = {"last_error": error[:500], "lease_owner": "", "leased_until": None}
    if permanent:
        values["state"] = "undeliverable"
    else:
        values |= {"state": "waiting", "next_at": to_db(now + retry_delay(mail.attempts))}
    conn.execute(update(outbox).where(outbox.c.id == mail.id).values(values))


def counts(conn: Connection) -> dict[str, int]:
    """How many mails are in each state."""
    rows = conn.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
    return {row[0]: row[1] for row in rows}


def last_error(conn: Connection) -> str:
    """The newest error of a mail that still waits; empty when none does."""
    newest = select(outbox.c.last_error).where(outbox.c.state == "waiting", outbox.c.last_error != "")
    return conn.execute(newest.order_by(outbox.c.id.desc()).limit(1)).scalar() or ""
