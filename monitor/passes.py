"""The jobs in the order of the straight line; the daemon schedules them, `run --once` walks them once."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import func, select

from alerts import announce, receivers, telling
from alerts.addresses import reply_addresses, return_addresses
from alerts.batch import Post
from alerts.channels import Channel
from alerts.channels.by_kind import ByKind
from alerts.channels.chat import ChatChannel
from alerts.channels.folder import FolderChannel
from alerts.channels.smtp import SmtpChannel
from alerts.channels.webhook import WebhookChannel
from alerts.intake import imap
from alerts.intake.dns import txt_record
from alerts.intake.folder import take_folder
from alerts.intake.receive import Intake
from alerts.sender import dispatch, worker_name
from alerts.signing import signer
from alerts.subscriptions.door import subscribe_door
from alerts.subscriptions.links import derived
from config.clock import utc_now
from config.database import Database
from config.logging import get_logger
from config.schema import entries
from config.settings import Settings
from monitor.archive.opening import open_archive
from monitor.archive.sync import sync_archive
from monitor.jobs import backfill, backscan, crawl, drops, ingest, keep, lease, listening, rates, screen
from monitor.matching.score import DEFAULT_THRESHOLD
from monitor.screening.line import alert_line
from monitor.screening.live import LiveScreen
from monitor.screening.opening import FILE as KEYS_FILE
from monitor.screening.opening import daemon_index

_log = get_logger(__name__)


@dataclass(frozen=True)
class Job:
    """A name, its act, and its seconds between runs (None: once a day at the quiet hour)."""

    name: str
    act: Callable[[Service], Counter[str]]
    every: Callable[[Settings], float | None]
    daemon_only: bool = False  # left out of `run --once`


@dataclass
class Service:
    """One installation at work: settings, database, the prepared entries, the way out for mail."""

    settings: Settings
    database: Database
    post: Post
    live: LiveScreen
    clock: Callable[[], datetime] = utc_now
    stop: threading.Event = field(default_factory=threading.Event)
    totals: Counter[str] = field(default_factory=Counter)
    watched_inbox: bool = False  # a watch of the daemon takes the mails, not the job

    @classmethod
    def open(cls, settings: Settings, clock: Callable[[], datetime] = utc_now) -> Service:
        """Open (and migrate) the installation's database."""
        database = Database(settings.database_url)
        database.migrate()
        post = Post(settings, reply_addresses(settings))
        line = alert_line(settings, database)
        with database.read() as conn:
            watched = conn.execute(select(func.count()).where(entries.c.status == "active")).scalar_one()
        index = daemon_index(settings.path(KEYS_FILE), watched, line or DEFAULT_THRESHOLD)
        return cls(settings, database, post, LiveScreen(line, index), clock)

    def start(self) -> None:
        """What must be true before the first job: people known, a dead predecessor's leases void."""
        lease.free_all(self.database, worker_name().partition(":")[0])
        with self.database.write() as conn:
            receivers.sync_people(conn, self.settings.office, self.clock())

    def run(self, job: Job) -> Counter[str]:
        """One run of one job under its lease; a job that fails is logged and tried again next time."""
        done: Counter[str] = Counter()
        with lease.lease(self.database, job.name, worker_name(), self.clock()) as mine:
            if mine:
                done = job.act(self)
        self.totals += done
        if done:
            _log.info("job", job=job.name, **done)
        return done

    def once(self, progress: Callable[[Job, Counter[str]], None] | None = None) -> Counter[str]:
        """One pass of every job, in order; returns the sum of what they did."""
        self.start()
        for job in JOBS:
            if not self.stop.is_set() and not job.daemon_only:
                done = self.run(job)
                if progress is not None:
                    progress(job, done)
        return self.totals

    def channel(self) -> Channel:
        """The ways out: mail, and what the web settings name."""
        targets = announce.targets(self.settings)
        channels: dict[str, Channel] = {"mail": self._mail()}
        if hooks := {one.name: one.url for one in targets if one.kind == "webhook"}:
            key, inner = derived(self.settings, "webhook"), self.settings.web.inner_hosts
            channels["webhook"] = WebhookChannel(hooks, key, self.clock, inner_hosts=inner)
        if rooms := {one.name: one.url for one in targets if one.kind == "chat"}:
            channels["chat"] = ChatChannel(rooms)
        return ByKind(channels)

    def _mail(self) -> Channel:
        """The configured relay, else the folder of .eml files."""
        mail = self.settings.mail
        if not self.settings.mail_is_configured:
            return FolderChannel(self.settings.path("mail-out"))
        password, envelope = mail.password.get_secret_value(), return_addresses(self.settings, self.clock)
        return SmtpChannel(mail.smtp, password, mail.sender, envelope=envelope, sign=signer(self.settings))

    def intake(self) -> Intake:
        """The desk that opens mail."""
        return Intake(
            self.database, self.post, self.clock, dns=txt_record, subscribe=subscribe_door(self.post)
        )


def _crawl(service: Service) -> Counter[str]:
    report = crawl.crawl_due(service.database, service.settings, service.clock(), service.stop)
    return Counter(f"crawl_{result.state}" for result in report.results)


def _drops(service: Service) -> Counter[str]:
    paths = service.settings.path
    report = drops.take_drops(paths("drop"), paths("runs"), service.clock(), service.stop)
    return Counter(drops=len(report.taken), drops_refused=len(report.refused))


def _ingest(service: Service) -> Counter[str]:
    intake = ingest.ingest_folder(service.database, service.settings.path("runs"), service.clock())
    return Counter(
        inputs=intake.inputs,
        records=intake.records,
        repeats=intake.repeats,
        rejected=intake.rejected,
        ignored=intake.ignored.total(),
    )


def _screen(service: Service) -> Counter[str]:
    return screen.screen_waiting(
        service.database, service.live, service.post, service.clock, stop=service.stop.is_set
    )


def _dispatch(service: Service) -> Counter[str]:
    with service.database.write() as conn:
        queued = telling.flush(conn, service.post, service.clock())
    report = asyncio.run(
        dispatch(service.database, service.channel, service.post, service.clock, stop=service.stop.is_set)
    )
    return Counter(
        digests=queued, sent=report.sent, retried=report.retried, undeliverable=report.undeliverable
    )


def _inbox(service: Service) -> Counter[str]:
    inbox = urlsplit(service.settings.mail.inbox)
    if inbox.scheme == "folder":
        folder = service.settings.path(inbox.netloc + inbox.path)
        return Counter({f"mail_{k}": n for k, n in take_folder(folder, service.intake()).items()})
    if inbox.scheme in ("imap", "imaps") and not service.watched_inbox:
        return _imap(service)
    return Counter()


def _imap(service: Service) -> Counter[str]:
    mail = service.settings.mail
    try:
        box = imap.open_mailbox(mail.inbox, mail.inbox_password.get_secret_value())
    except imap.InboxError as error:
        _log.warning("inbox_unreachable", error=str(error))
        return Counter(inbox_unreachable=1)
    try:
        return Counter({f"mail_{k}": n for k, n in imap.take_mailbox(box, service.intake()).items()})
    except imap.InboxError as error:
        _log.warning("inbox_interrupted", error=str(error))
        return Counter(inbox_unreachable=1)
    finally:
        imap.leave(box)


def _lists(service: Service) -> Counter[str]:
    line = service.live.threshold
    return Counter(lists_tried=listening.try_lists(service.database, service.post, service.clock(), line))


def _sample(service: Service) -> Counter[str]:
    line = service.live.threshold or DEFAULT_THRESHOLD
    return Counter(sampled=listening.send_sample(service.database, service.post, service.clock(), line))


def _counted(name: str, act: Callable[[Database, Post, datetime], int]) -> Callable[[Service], Counter[str]]:
    return lambda service: Counter({name: act(service.database, service.post, service.clock())})


def _archive(service: Service) -> Counter[str]:
    """Catch the archive up, then let entries that are new or changed meet all that it holds, many in one pass."""
    with closing(open_archive(service.settings)) as archive:
        done = sync_archive(service.database, archive, service.clock(), stop=service.stop.is_set)
        if "archive_failed" not in done and backfill.is_due(service.database):
            done += backfill.backfill(
                service.database,
                archive,
                archive.cursor(),
                service.post,
                service.clock,
                service.live.threshold,
                progress=lambda *_: lease.renew(service.database, "archive", worker_name(), service.clock()),
                stop=service.stop.is_set,
            )
        if "archive_failed" not in done:
            done += backscan.scan_back(
                service.database,
                archive,
                service.post,
                service.clock,
                service.live.threshold,
                service.stop.is_set,
            )
        if "archive_failed" not in done:
            done += rates.count_rates(service.database, archive, service.clock(), service.live.threshold)
        return done


def _keep(service: Service) -> Counter[str]:
    return keep.keep(service.database, service.post, service.clock())


def _slow(settings: Settings) -> float:
    return settings.schedule.crawl_check_seconds


JOBS: tuple[Job, ...] = (
    Job("crawl", _crawl, lambda s: s.schedule.crawl_check_seconds),
    Job("drops", _drops, lambda s: s.schedule.ingest_seconds),
    Job("ingest", _ingest, lambda s: s.schedule.ingest_seconds),
    Job("screen", _screen, lambda s: s.schedule.screen_seconds),
    Job("archive", _archive, lambda s: s.schedule.screen_seconds),
    Job("inbox", _inbox, lambda s: s.schedule.inbox_seconds),
    Job("keep", _keep, lambda s: s.schedule.keep_seconds),
    Job("lists", _lists, lambda s: s.schedule.screen_seconds),
    Job("campaigns", _counted("campaign_mails", listening.report_campaigns), _slow),
    Job("announce", _counted("announced", listening.announce_all), lambda s: s.schedule.screen_seconds),
    Job("canaries", _counted("canaries", listening.place_canaries), _slow, daemon_only=True),
    Job("watch", _counted("watch_mails", listening.watch_sources), _slow, daemon_only=True),
    Job("weekly", _counted("weekly_mails", listening.report_week), _slow, daemon_only=True),
    Job("sample", _sample, _slow, daemon_only=True),
    Job("dispatch", _dispatch, lambda s: s.schedule.dispatch_seconds),
)
