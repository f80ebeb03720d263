"""The one process: APScheduler runs the jobs; SIGTERM ends it cleanly, SIGKILL costs nothing."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import signal
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import IO

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from config.clock import SHANGHAI, utc_now
from config.logging import get_logger
from monitor.mailroom import mailroom
from monitor.passes import JOBS, Job, Service
from monitor.web.context import Web
from monitor.web.server import web_part

_log = get_logger(__name__)


class AlreadyRunning(RuntimeError):
    """Another daemon holds this installation."""


def hold_installation(home: Path) -> IO[str]:
    """Lock the installation for this process; raises AlreadyRunning. Keep the result until the end."""
    lock = (home / "zhiwei.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.seek(0)
        holder = lock.read().strip() or "?"
        lock.close()
        raise AlreadyRunning(
            f"{home} 已有运行中的服务（进程 {holder}）/ already running in {home} (process {holder})"
        ) from error
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def run(service: Service, *, until: Callable[[], bool] = lambda: False) -> None:
    """Run until SIGTERM or SIGINT (or `until` says so); returns after the running jobs have ended."""
    asyncio.run(_run(service, until))


async def _run(service: Service, until: Callable[[], bool]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    scheduler = AsyncIOScheduler(timezone=SHANGHAI)
    running: set[asyncio.Task[None]] = set()
    service.start()
    for job in JOBS:
        _schedule(scheduler, service, job, running)
    scheduler.start()
    _log.info("started", home=str(service.settings.home), mail_configured=service.settings.mail_is_configured)
    with mailroom(service), web_part(Web(service.settings, service.database, service.post, service.clock)):
        notify("READY=1\nSTATUS=运行中")
        while not stop.is_set() and not until():
            notify("WATCHDOG=1")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), timeout=1)
    notify("STOPPING=1")
    service.stop.set()
    scheduler.pause()
    await asyncio.gather(*running)  # jobs under way end at their next safe point
    scheduler.shutdown(wait=False)
    _log.info("stopped")


def _schedule(
    scheduler: AsyncIOScheduler, service: Service, job: Job, running: set[asyncio.Task[None]]
) -> None:
    async def once() -> None:
        task = asyncio.create_task(asyncio.to_thread(_work, service, job))
        running.add(task)
        try:
            await asyncio.shield(task)
        finally:
            running.discard(task)

    seconds = job.every(service.settings)
    if seconds is None:
        trigger = CronTrigger(hour=service.settings.schedule.keep_hour, timezone=SHANGHAI)
    else:
        trigger = IntervalTrigger(seconds=seconds)
    scheduler.add_job(
        once,
        trigger,
        id=job.name,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
        next_run_time=utc_now() + timedelta(seconds=0.2 * JOBS.index(job)),
    )


def _work(service: Service, job: Job) -> None:
    if not service.stop.is_set():
        service.run(job)


def notify(state: str) -> None:
    """Tell systemd (sd_notify); silent where there is none. UTF-8, unlike the libraries for it."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.connect("\0" + address[1:] if address.startswith("@") else address)
        sock.sendall(state.encode())
