"""What runs for those who listen: lists on trial, campaigns, weekly reports, samples, heartbeat, announcements.

Each job may run at any time and any number of times: what was told once is not told again.
"""

from __future__ import annotations

import http.client
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from alerts import announce, campaigns, canary, heartbeat, outbox, receivers, sampling, weekly
from alerts.batch import Post
from alerts.channels.guard import post as send_request
from alerts.sample_letter import sample_letter
from alerts.sight import CANARY
from alerts.sources import all_sources
from alerts.subscriptions import proposals
from alerts.subscriptions.links import Links
from config.clock import SHANGHAI, local_day, to_db
from config.database import Database
from config.logging import get_logger
from config.schema import outbox as outbox_table
from config.schema import proposals as proposal_table
from config.settings import Settings
from crawlers.runfile import RunWriter
from crawlers.source import Source
from monitor.jobs.sample import draw
from monitor.jobs.sources import expected_sources
from monitor.screening.preview import dry_run

_log = get_logger(__name__)
_CANARY_HOUR = 7
_WEEKLY_HOUR = 9
_SAMPLE_HOUR = 9


def try_lists(database: Database, post: Post, now: datetime, threshold: float | None = None) -> int:
    """Try each waiting list on past records and show its owner the outcome; returns how many."""
    with database.read() as conn:
        waiting = proposals.waiting(conn)
    for proposal in waiting:
        try:
            with database.read() as conn:
                taken, preview = proposals.try_one(
                    conn,
                    proposal,
                    lambda c, e, n: dry_run(c, e, n, threshold=threshold, policy=post.settings.alerts),
                    now,
                )
        except proposals.NotTaken as error:
            with database.write() as conn:
                proposals.refuse(conn, proposal, str(error), post, now)
            continue
        with database.write() as conn:
            mine = select(proposal_table.c.state).where(proposal_table.c.id == proposal.id)
            if conn.execute(mine).scalar() == "received":
                proposals.store_trial(conn, proposal, taken, preview, post, now)
    return len(waiting)


def report_campaigns(database: Database, post: Post, now: datetime) -> int:
    """Mails about campaigns; returns how many."""
    with database.write() as conn:
        return campaigns.report(conn, post, now)


def report_week(database: Database, post: Post, now: datetime) -> int:
    """From Monday nine o'clock on, the reports of the week before; returns how many were queued."""
    local = now.astimezone(SHANGHAI)
    if local.weekday() == 0 and local.hour < _WEEKLY_HOUR:
        return 0
    with database.write() as conn:
        return weekly.send_weekly(conn, expected_sources(post.settings), post, now)


def place_canaries(database: Database, post: Post, now: datetime) -> int:
    """From seven o'clock on, today's marked records as run files; returns how many."""
    settings = post.settings
    if now.astimezone(SHANGHAI).hour < _CANARY_HOUR:
        return 0
    with database.write() as conn:
        operator = receivers.desk(conn, "operator", settings.office)
        if operator is None:
            return 0
        names = [source.name for source in all_sources(conn, expected_sources(settings))]
        made = canary.place(conn, names, operator.address, local_day(now), now)
        # The files come before the commit: a kill in between places the same file again, never none.
        for one in made:
            file = settings.path("runs") / f"canary-{one.source}-{local_day(now)}.jsonl"
            writer = RunWriter(_source_of(one.source, now), file, now, CANARY)
            writer.add(one)
            writer.close(now)
    return len(made)


def _source_of(name: str, now: datetime) -> Source:
    title = "自检"
    return Source(
        name=name, title_zh=title, publisher=title, kind="drop", grade="A", last_checked=local_day(now)
    )


def watch_sources(database: Database, post: Post, now: datetime) -> int:
    """Alarms and the daily heartbeat; then a sign of life to the dead-man's switch. Returns mails queued."""
    expected = expected_sources(post.settings)
    with database.write() as conn:
        alarms = heartbeat.watch(conn, expected, post, now)
        beaten = heartbeat.beat(conn, expected, post, now)
        alive = _mail_leaves(conn, now)
    if alive:
        sign_of_life(post.settings)
    return alarms + int(beaten)


def _mail_leaves(conn: Connection, now: datetime) -> bool:
    """The switch is fed only while mail leaves: a stuck way out must ring at the other end."""
    old = to_db(now - timedelta(hours=6))
    stuck = select(outbox_table.c.id).where(
        outbox_table.c.state == "waiting", outbox_table.c.channel == "mail", outbox_table.c.created_at < old
    )
    return conn.execute(stuck.limit(1)).first() is None


def sign_of_life(settings: Settings) -> bool:
    """Tell the switch that we live; False when it did not hear, which it will notice itself."""
    url = settings.web.dead_man_url
    if not url:
        return False
    host = url.partition("://")[2].partition("/")[0].partition(":")[0]
    try:
        status = send_request(url, b"", {"User-Agent": "zhiwei"}, inner_hosts=(host,), method="GET")
    except (OSError, http.client.HTTPException) as error:
        _log.warning("dead_man_not_reached", error=str(error)[:200])
        return False
    return 200 <= status < 300


def announce_all(database: Database, post: Post, now: datetime) -> int:
    """Queue what webhooks and chat rooms have not heard; returns how many."""
    if not announce.targets(post.settings):
        return 0
    with database.write() as conn:
        return announce.announce(conn, post.settings, now)


def send_sample(database: Database, post: Post, now: datetime, line: float) -> int:
    """On the first of a month, the sample of the month before goes to the desk; returns its size."""
    local = now.astimezone(SHANGHAI)
    if local.day == 1 and local.hour < _SAMPLE_HOUR:
        return 0
    month = (local.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    with database.read() as conn:
        if sampling.items(conn, month):
            return 0
        drawn = draw(conn, month, line)
    if not drawn:
        return 0
    with database.write() as conn:
        size = sampling.keep(conn, month, drawn, now)
        desk = receivers.desk(conn, "officer", post.settings.office)
        if desk is not None and size:
            url = Links.of(post.settings).url("sample", f"{month}|{desk.id}", now)
            letter = sample_letter(month, sampling.items(conn, month), desk, url, post, now)
            outbox.queue(conn, letter, post.sender, now)
    return size
