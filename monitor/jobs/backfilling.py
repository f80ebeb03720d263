"""The back-fill as a command of its own: under the archive's lease, passes until no entry waits."""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime

from alerts.addresses import reply_addresses
from alerts.batch import Post
from alerts.sender import worker_name
from config.database import Database
from config.settings import Settings
from monitor.archive.opening import open_archive
from monitor.archive.sync import sync_archive
from monitor.jobs import lease
from monitor.jobs.backfill import Progress, backfill, waiting
from monitor.screening.line import alert_line

JOB = "archive"  # the same lease as the daemon's job: one of them works at a time


class Busy(RuntimeError):
    """Another process is at the archive."""


def fill_back(
    settings: Settings,
    database: Database,
    clock: Callable[[], datetime],
    workers: int,
    progress: Progress = lambda done, total: None,
) -> Counter[str]:
    """Catch the archive up and back-fill until no entry waits; returns the ledger. Raises Busy, WorkerDied."""
    post, line = Post(settings, reply_addresses(settings)), alert_line(settings, database)
    _void_of_the_dead(database)
    owner = worker_name()

    def told(done: int, total: int) -> None:
        lease.renew(database, JOB, owner, clock())
        progress(done, total)

    with lease.lease(database, JOB, owner, clock()) as mine:
        if not mine:
            raise Busy(
                f"档案任务正由 {lease.holder(database, JOB)} 进行，请稍后再运行"
                " / the archive is being worked on by another process; try again later"
            )
        with closing(open_archive(settings)) as archive:
            done = sync_archive(database, archive, clock())
            last = 0 if "archive_failed" in done else archive.cursor()
        while "archive_failed" not in done and _are_waiting(database):
            with closing(open_archive(settings)) as archive:
                done += backfill(database, archive, last, post, clock, line, workers=workers, progress=told)
    return done


def _are_waiting(database: Database) -> bool:
    with database.read() as conn:
        return waiting(conn) > 0


def _void_of_the_dead(database: Database) -> None:
    """A predecessor that was killed on this host holds its lease no longer."""
    host, _, rest = lease.holder(database, JOB).partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname() or not number.isdecimal():
        return
    with suppress(PermissionError):  # it lives, as another user's
        try:
            os.kill(int(number), 0)
        except ProcessLookupError:
            lease.free_all(database, f"{host}:{number}:")
