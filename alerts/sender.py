"""Sends what waits in the outbox: claim, deliver, record; a failure is told to the desk, never swallowed."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from alerts import outbox, undeliverable
from alerts.batch import Post
from alerts.channels import Channel, DeliveryError
from alerts.outbox import Notification
from config.clock import from_db
from config.database import Database
from config.logging import get_logger

_log = get_logger(__name__)


@dataclass
class SendReport:
    """What one dispatch did."""

    sent: int = 0
    retried: int = 0
    undeliverable: int = 0
    errors: list[str] = field(default_factory=list)


def worker_name(number: int = 0) -> str:
    """Names the lease holder: host, process, worker."""
    return f"{socket.gethostname()}:{os.getpid()}:{number}"


async def dispatch(
    database: Database,
    make_channel: Callable[[], Channel],
    post: Post,
    clock: Callable[[], datetime],
    *,
    stop: Callable[[], bool] = lambda: False,
) -> SendReport:
    """Send everything due, with `mail.concurrency` workers, each on its own connection."""
    report = SendReport()
    count = post.settings.mail.concurrency
    workers = (_worker(n, database, make_channel(), post, clock, report, stop) for n in range(count))
    await asyncio.gather(*workers)
    return report


async def _worker(
    number: int,
    database: Database,
    channel: Channel,
    post: Post,
    clock: Callable[[], datetime],
    report: SendReport,
    stop: Callable[[], bool],
) -> None:
    owner = worker_name(number)
    try:
        while not stop():
            with database.write() as conn:
                mail = outbox.claim(conn, owner, clock())
            if mail is None:
                return
            await _send(mail, owner, database, channel, post, clock, report)
    finally:
        await channel.close()


async def _send(
    mail: Notification,
    owner: str,
    database: Database,
    channel: Channel,
    post: Post,
    clock: Callable[[], datetime],
    report: SendReport,
) -> None:
    try:
        await channel.deliver(mail)
    except DeliveryError as error:
        _failed(mail, error, database, post, clock(), report)
        return
    with database.write() as conn:
        outbox.mark_sent(conn, mail, owner, clock())
    report.sent += 1


def _failed(
    mail: Notification,
    error: DeliveryError,
    database: Database,
    post: Post,
    now: datetime,
    report: SendReport,
) -> None:
    too_old = now - from_db(mail.created_at) > timedelta(hours=post.settings.mail.deadline_hours)
    permanent = error.permanent or too_old
    with database.write() as conn:
        outbox.mark_failed(conn, mail, str(error), permanent=permanent, now=now)
        if permanent:
            undeliverable.tell_others(conn, mail, str(error), post, now)
    report.undeliverable += permanent
    report.retried += not permanent
    report.errors.append(str(error))
    _log.warning("mail_not_delivered", outbox=mail.id, permanent=permanent, error=str(error)[:200])
