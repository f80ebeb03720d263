"""One contract over SQLite and a real PostgreSQL: transactions, sequences, leases, and a database too new."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from alerts import outbox, receivers
from alerts.compose import Letter
from alerts.outbox import Sender
from config.database import Database, DatabaseTooNew, integrity, next_number
from config.schema import metadata
from config.settings import Settings
from monitor.jobs import lease
from tests.alerts import cases
from tests.conftest import NOW
from tests.servers.postgres import postgres

__all__ = ["postgres"]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.server)])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/x.db"
    else:
        url = request.getfixturevalue("postgres")
    database = Database(url)
    if not database.sqlite:
        with database.engine.begin() as conn:
            conn.execute(text("DROP SCHEMA public CASCADE"))
            conn.execute(text("CREATE SCHEMA public"))
    database.migrate()
    yield database
    database.close()


def test_migrating_twice_changes_nothing_and_makes_every_table(either: Database) -> None:
    either.migrate()
    with either.read() as conn:
        assert set(metadata.tables) <= set(inspect(conn).get_table_names())
    assert integrity(either) == "ok"


def test_a_database_from_the_future_is_refused_in_one_sentence(either: Database) -> None:
    with either.write() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew, match="9999"):
        either.migrate()


def test_numbers_are_handed_out_once_by_many_threads(either: Database) -> None:
    taken: list[int] = []

    def work() -> None:
        for _ in range(20):
            with either.write() as conn:
                taken.append(next_number(conn, "alert"))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(taken) == list(range(1, 121))


def test_a_failed_transaction_leaves_nothing(either: Database) -> None:
    with pytest.raises(ZeroDivisionError), either.write() as conn:
        next_number(conn, "x")
        raise ZeroDivisionError
    with either.write() as conn:
        assert next_number(conn, "x") == 1


def test_one_mail_is_leased_to_one_worker(either: Database, installation: Settings) -> None:
    sender = Sender("alert@zhiwei.test", "知微")
    with either.write() as conn:
        receivers.sync_people(conn, installation.office, NOW)
        desk = receivers.desk(conn, "officer", installation.office)
        assert desk is not None
        letter = Letter(desk, "alert", "k", "预警", "文", "<p>文</p>", (1,))
        assert outbox.queue(conn, letter, sender, NOW)
        assert not outbox.queue(conn, letter, sender, NOW)
        assert outbox.claim(conn, "a", NOW) is not None
        assert outbox.claim(conn, "b", NOW) is None
        again = outbox.claim(conn, "b", NOW + timedelta(minutes=3))
        assert again is not None and not outbox.mark_sent(conn, again, "a", NOW), "the lease has passed on"
        assert outbox.mark_sent(conn, again, "b", NOW)


def test_findings_go_through_all_stages(either: Database, installation: Settings) -> None:
    found = [cases.finding(cases.entry(), cases.filing(n)) for n in range(1, 4)]
    with either.write() as conn:
        counts = cases.run(conn, installation, found, NOW)
        assert counts["alerts"] == 3
        assert cases.run(conn, installation, found, NOW)["alerts"] == 0


def test_a_job_runs_in_one_place_and_its_lease_ends(either: Database) -> None:
    with lease.lease(either, "screen", "a", NOW) as mine, lease.lease(either, "screen", "b", NOW) as other:
        assert mine and not other
    with lease.lease(either, "screen", "b", NOW) as mine:
        assert mine
    with pytest.raises(ZeroDivisionError), lease.lease(either, "screen", "a", NOW):
        raise ZeroDivisionError
    with lease.lease(either, "screen", "b", NOW) as mine:
        assert mine, "a job that failed gives its lease back"
