"""Once a week every subscriber and the desk get their own report, each once for a week, within the caps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Connection, select

from alerts import outbox, receivers
from alerts.batch import Post
from alerts.compose import Receiver
from alerts.coverage import cover
from alerts.letters.coverage import coverage_letter
from alerts.sources import ExpectedSource
from alerts.subscriptions import caps
from alerts.subscriptions.footing import Footing, footing
from alerts.tenancy import View
from config.clock import SHANGHAI, local_day
from config.schema import subscriptions

_DESKS = ("officer", "overseas")


def week_before(now: datetime) -> tuple[datetime, datetime]:
    """The last whole week, Monday 00:00 to Monday 00:00 in Chengdu."""
    today = local_day(now)
    monday = datetime.combine(today - timedelta(days=today.weekday()), time(), SHANGHAI).astimezone(UTC)
    return monday - timedelta(days=7), monday


def send_weekly(conn: Connection, expected: Sequence[ExpectedSource], post: Post, now: datetime) -> int:
    """Queue the reports of the week before `now`; returns how many were new."""
    since, until = week_before(now)
    queued = 0
    for receiver in listening(conn, post):
        if receiver.role == "enterprise" and not caps.may_mail(conn, receiver.tenant, receiver.address, now):
            continue  # the job runs again within the week
        view = View.receiver(conn, receiver)
        key = f"coverage|{receiver.id}|{local_day(until)}"
        if outbox.is_queued(conn, key, post.sender):
            continue
        under = footing(conn, receiver, (), post, now) if receiver.role == "enterprise" else Footing()
        coverage = cover(conn, view, expected, since, until)
        letter = coverage_letter(coverage, receiver, post, key=key, footing=under)
        queued += outbox.queue(conn, letter, post.sender, now)
    return queued


def listening(conn: Connection, post: Post) -> list[Receiver]:
    """The desks, and every receiver with a standing subscription."""
    desks = [receivers.desk(conn, role, post.settings.office) for role in _DESKS]
    active = select(subscriptions.c.receiver).where(subscriptions.c.state == "active").distinct()
    firms = [
        receivers.find(conn, one) for one in conn.execute(active.order_by(subscriptions.c.receiver)).scalars()
    ]
    return [one for one in (*desks, *firms) if one is not None]
