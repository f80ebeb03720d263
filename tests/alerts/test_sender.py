"""The outbox on a real SMTP server: retried when it may help, told to others when not, never lost."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from alerts import outbox, receivers
from alerts.batch import Post
from alerts.channels.folder import FolderChannel
from alerts.channels.smtp import SmtpChannel
from alerts.compose import Letter
from alerts.sender import SendReport, dispatch
from config.clock import to_db
from config.database import Database
from config.schema import outbox as table
from config.schema import receivers as people
from config.settings import Settings
from tests.alerts.smtp_server import SmtpServer, smtp_server

Queue = Callable[..., None]


class Clock:
    """A clock that the test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def queue(database: Database, installation: Settings, clock: Clock) -> Queue:
    post = Post(installation)
    with database.write() as conn:
        receivers.sync_people(conn, installation.office, clock())
        receivers.enterprise(conn, "firm@corp.test", "corp", "示例企业", clock())

    def put(key: str, to: str = "enterprise:firm@corp.test", size: int = 10) -> None:
        with database.write() as conn:
            receiver = receivers.find(conn, to)
            assert receiver is not None
            letter = Letter(receiver, "alert", key, f"预警 {key}", "文" * size, "<p>文</p>", (1,))
            outbox.queue(conn, letter, post.sender, clock())

    return put


def send(database: Database, installation: Settings, url: str, clock: Clock) -> SendReport:
    channel = lambda: SmtpChannel(url, "", "alert@zhiwei.test")  # noqa: E731
    return asyncio.run(dispatch(database, channel, Post(installation), clock))


def states(database: Database) -> list[str]:
    with database.read() as conn:
        return list(conn.execute(select(table.c.state).order_by(table.c.id)).scalars())


def test_what_waits_is_sent_once_over_one_connection(
    database: Database, installation: Settings, queue: Queue, clock: Clock
) -> None:
    for number in range(20):
        queue(f"k{number}")
    queue("k3")
    with smtp_server() as server:
        assert send(database, installation, server.url, clock).sent == 20
        assert send(database, installation, server.url, clock).sent == 0
    assert len(set(server.ids())) == len(server.mails) == 20
    assert states(database) == ["sent"] * 20


@pytest.mark.parametrize("reply", ["421 try later", "451 busy", "452 full"])
def test_a_temporary_no_is_tried_again_within_a_minute(
    reply: str, database: Database, installation: Settings, queue: Queue, clock: Clock
) -> None:
    queue("k")
    with smtp_server(answer=lambda n, _: reply if n == 1 else "250 OK") as server:
        assert send(database, installation, server.url, clock).retried == 1
        clock.now += timedelta(seconds=60)
        assert send(database, installation, server.url, clock).sent == 1


def test_a_line_lost_after_the_final_dot_is_sent_again_with_the_same_id(
    database: Database, installation: Settings, queue: Queue, clock: Clock
) -> None:
    """D4: an unknown outcome never counts as sent."""
    for number in range(20):
        queue(f"k{number}")
    with smtp_server(answer=lambda n, _: None if n <= 20 else "250 OK") as server:
        for _ in range(25):
            send(database, installation, server.url, clock)
            clock.now += timedelta(seconds=60)
    assert states(database) == ["sent"] * 20
    assert len(server.mails) == 40
    assert len(set(server.ids())) == 20


def test_five_days_without_a_relay_lose_nothing_and_try_little(
    database: Database, installation: Settings, queue: Queue, clock: Clock
) -> None:
    """D3: under 60 tries in five days, and the mail still leaves just before the end."""
    queue("k")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{unused.getsockname()[1]}"
        start = clock.now
        while clock.now < start + timedelta(days=4, hours=23):
            send(database, installation, url, clock)
            clock.now += timedelta(minutes=30)
    with database.read() as conn:
        attempts = conn.execute(select(table.c.attempts)).scalar_one()
    assert 5 < attempts < 60
    with smtp_server() as server:
        clock.now += timedelta(hours=3)
        assert send(database, installation, server.url, clock).sent == 1


def test_a_permanent_no_reaches_the_second_contact_and_the_desk(
    database: Database, installation: Settings, queue: Queue, clock: Clock
) -> None:
    """D5: no alert ends in silence."""
    with database.write() as conn:
        conn.execute(
            update(people)
            .where(people.c.id == "enterprise:firm@corp.test")
            .values(second_address="second@corp.test")
        )
    queue("k")
    gone = lambda to: "550 5.1.1 no such user" if to == "firm@corp.test" else "250 OK"  # noqa: E731
    with smtp_server(rcpt=gone) as server:
        assert send(database, installation, server.url, clock).undeliverable == 1
        send(database, installation, server.url, clock)
    assert sorted(to for to, _ in server.mails) == ["desk@office.test", "ops@office.test", "second@corp.test"]
    with database.read() as conn:
        assert receivers.find(conn, "enterprise:firm@corp.test") is None, "suspended"


def test_a_mail_of_a_dead_worker_is_sent_by_the_next(
    database: Database, installation: Settings, queue: Queue, clock: Clock
) -> None:
    queue("k")
    with database.write() as conn:
        assert outbox.claim(conn, "dead", clock()) is not None
        assert outbox.claim(conn, "other", clock()) is None, "leased"
    clock.now += timedelta(minutes=3)
    with smtp_server() as server:
        assert send(database, installation, server.url, clock).sent == 1


def test_marking_before_sending_would_lose_mail(
    database: Database, installation: Settings, queue: Queue, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seeded fault of D1: with `sent` written first, a kill in between loses the mail; ours does not."""
    queue("k")
    with database.write() as conn:
        mail = outbox.claim(conn, "me", clock())
        assert mail is not None
        faulty = {**dict.fromkeys(["state"], "sent")}
        conn.execute(update(table).values(faulty))
    clock.now += timedelta(minutes=3)
    with smtp_server() as server:
        send(database, installation, server.url, clock)
    assert server.mails == [], "the fault shows: nothing was sent although the state says so"


def test_without_a_server_mails_are_files_and_never_called_delivered_by_mail(
    database: Database, installation: Settings, queue: Queue, clock: Clock
) -> None:
    queue("k")
    folder = installation.path("mail-out")
    report = asyncio.run(dispatch(database, lambda: FolderChannel(folder), Post(installation), clock))
    assert report.sent == 1
    assert len(list(folder.glob("*.eml"))) == 1
    assert not installation.mail_is_configured


def test_retry_delays_start_under_a_minute_and_stay_under_sixty_tries() -> None:
    total, tries = timedelta(), 0
    while total < timedelta(days=5):
        tries += 1
        total += outbox.retry_delay(tries)
    assert outbox.retry_delay(1) <= timedelta(seconds=60)
    assert tries <= 60


def test_the_stored_time_sorts_as_time(now: datetime) -> None:
    assert to_db(now) < to_db(now + timedelta(microseconds=1)) < to_db(now + timedelta(days=400))


__all__ = ["SmtpServer"]
