"""How much mail one account or address may cause, so that a subscription is no weapon (promises M8, M9).

Counted in the outbox itself. What a cap holds back waits and is counted in the next digest; nothing is
dropped. The last mails of a day are kept for red alerts.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, or_, select

from config.clock import to_db
from config.schema import outbox, receivers, subscriptions

PER_ACCOUNT = 200  # mails in 24 hours, all addresses of one tenant together
PER_ADDRESS = 20  # mails in 24 hours to one address
KEPT_FOR_RED = 5
CONFIRMATIONS = 3  # to one address in 30 days, from all requests together
ALL_CONFIRMATIONS = 200  # of the whole installation in 24 hours
UNCONFIRMED_KINDS = ("confirm",)


def may_mail(conn: Connection, tenant: str, address: str, now: datetime, *, red: bool = False) -> bool:
    """Whether one more mail may be queued to `address` on behalf of the account `tenant`."""
    since = to_db(now - timedelta(days=1))
    to_address = _count(conn, func.lower(outbox.c.address) == address.lower(), outbox.c.created_at > since)
    if to_address >= (PER_ADDRESS if red else PER_ADDRESS - KEPT_FOR_RED):
        return False
    if not tenant:
        return True
    return _count(conn, outbox.c.tenant == tenant, outbox.c.created_at > since) < PER_ACCOUNT


def may_ask(conn: Connection, address: str, now: datetime) -> bool:
    """Whether an unconfirmed address may get a question: one a day, three in 30 days, and no flood in all."""
    mine = func.lower(outbox.c.address) == address.lower()
    kind = outbox.c.kind.in_(UNCONFIRMED_KINDS)
    month = outbox.c.created_at > to_db(now - timedelta(days=30))
    day = outbox.c.created_at > to_db(now - timedelta(days=1))
    if _count(conn, mine, kind, month) >= CONFIRMATIONS or _count(conn, mine, kind, day) >= 1:
        return False
    return _count(conn, kind, day) < ALL_CONFIRMATIONS


def is_confirmed(conn: Connection, address: str) -> bool:
    """Whether a person has confirmed this mailbox, or the office named it itself."""
    found = select(receivers.c.id).where(
        func.lower(receivers.c.address) == address.lower(), receivers.c.state == "active"
    )
    asked_only = select(subscriptions.c.id).where(
        or_(subscriptions.c.state == "active", subscriptions.c.confirmed_at.is_not(None)),
        subscriptions.c.receiver.in_(found.scalar_subquery()),
    )
    return conn.execute(asked_only).first() is not None


def _count(conn: Connection, *conditions: object) -> int:
    chosen = select(func.count()).select_from(outbox).where(*conditions)  # type: ignore[arg-type]
    return int(conn.execute(chosen).scalar_one())
