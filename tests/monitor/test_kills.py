"""D1: killed in every phase between a run file and SMTP 250, nothing is lost and nothing is twice in state.

The judge is outside: the list of what must be told, and the journal of a real SMTP server. The child is a
fork, so that 60 kills cost seconds; each kill is SIGKILL by itself at a named place or at a random time.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from alerts import outbox as box
from alerts.channels.smtp import SmtpChannel
from config import logging
from config.clock import to_db
from config.database import Database
from config.schema import alerts, hits, journal, mails_in, outbox, runs
from config.settings import Settings
from crawlers.records import Filing
from monitor.jobs import ingest
from monitor.passes import JOBS, Service
from tests.alerts import cases
from tests.alerts.smtp_server import SmtpServer, smtp_server
from tests.monitor.test_screen_job import run_file
from watchlists.store import EntryStore

KILLS = int(os.environ.get("ZHIWEI_TEST_KILLS", "60"))
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
MARKS = ("水井纺", "水井芳", "水井坊酒", "新水井坊", "水井坊王", "老水井坊")

# Where the child kills itself: module attribute, before or after the n-th call.
PLACES: tuple[tuple[Any, str], ...] = (
    (ingest, "_store"),
    (ingest, "_take"),
    (ingest, "_move"),
    (box, "queue"),
    (box, "claim"),
    (box, "mark_sent"),
    (SmtpChannel, "deliver"),
    (SmtpChannel, "_connected"),
)


def filings(count: int) -> list[Filing]:
    """Records of which every one resembles the watched mark, under different applicants."""
    return [
        Filing(source="table", native_id=f"k{n}", text=MARKS[n % len(MARKS)], nice_classes=(33,),
               applicant=f"示例酒行{n}", event="published")
        for n in range(count)
    ]  # fmt: skip


@pytest.fixture
def home(installation: Settings) -> Iterator[tuple[Settings, SmtpServer]]:
    with smtp_server() as server:
        mail = installation.mail.model_copy(update={"smtp": server.url})
        settings = installation.model_copy(update={"mail": mail})
        database = Database(settings.database_url)
        database.migrate()
        watched = cases.entry(
            text="水井坊", category="WKM", nice_classes=(33,), owner="示例水井坊酒业", receiver=""
        )
        with database.write() as conn:
            EntryStore().upsert(conn, [watched], NOW)
        database.close()
        yield settings, server


def child(settings: Settings, prepare: Callable[[], None]) -> int:
    """Run one pass in a fork; the status that `waitpid` gives."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            logging.configure("ERROR")
            prepare()
            service = Service.open(settings)
            service.start()
            for job in JOBS:
                if job.name in ("ingest", "screen", "dispatch"):
                    service.run(job)
            code = 0
        finally:
            os._exit(code)
    return pid


def dies_at(owner: Any, name: str, nth: int, after: bool) -> Callable[[], None]:
    """A preparation that makes the child kill itself around the nth call."""

    def prepare() -> None:
        real, calls = getattr(owner, name), [0]

        def die() -> None:
            calls[0] += 1
            if calls[0] == nth:
                os.kill(os.getpid(), signal.SIGKILL)

        if asyncio.iscoroutinefunction(real):

            async def patched_async(*args: Any, **more: Any) -> Any:
                None if after else die()
                result = await real(*args, **more)
                die() if after else None
                return result

            setattr(owner, name, patched_async)
        else:

            def patched(*args: Any, **more: Any) -> Any:
                None if after else die()
                result = real(*args, **more)
                die() if after else None
                return result

            setattr(owner, name, patched)

    return prepare


def free_leases(settings: Settings) -> None:
    """As time would: the leases of the dead have run out."""
    database = Database(settings.database_url)
    with database.write() as conn:
        conn.execute(outbox.update().where(outbox.c.state == "sending").values(leased_until=to_db(NOW)))
    database.close()


def facts(settings: Settings) -> dict[str, Any]:
    database = Database(settings.database_url)
    try:
        with database.read() as conn:
            return {
                "alerts": sorted(conn.execute(select(alerts.c.record_id)).scalars()),
                "hits": len(conn.execute(select(hits.c.id)).all()),
                "opened": Counter(
                    conn.execute(select(journal.c.alert_id).where(journal.c.verb == "open")).scalars()
                ),
                "mails": {r.message_id: (r.state, tuple(r.alert_ids)) for r in conn.execute(select(outbox))},
                "runs": conn.execute(
                    select(runs.c.inputs, runs.c.records, runs.c.repeats, runs.c.rejected)
                ).all(),
                "mails_in": len(conn.execute(select(mails_in.c.id)).all()),
            }
    finally:
        database.close()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_sixty_kills_lose_nothing_and_double_nothing(home: tuple[Settings, SmtpServer]) -> None:
    settings, server = home
    seed = int(os.environ.get("ZHIWEI_TEST_SEED", time.time_ns() % 10**6))
    print(f"seed {seed}")
    dice = random.Random(seed)
    given = 0
    killed = 0
    for number in range(KILLS):
        count = dice.randint(1, 4)
        records = filings(given + count)[given:]
        run_file(settings.path("runs"), records, NOW, f"{number:04d}.jsonl")
        given += count
        if number % 2:
            place, name = PLACES[(number // 2) % len(PLACES)]
            pid = child(settings, dies_at(place, name, dice.randint(1, 2), after=dice.random() < 0.5))
        else:
            pid = child(settings, lambda: None)
            time.sleep(dice.uniform(0.0, 0.25))
            os.kill(pid, signal.SIGKILL)
        killed += os.WIFSIGNALED(os.waitpid(pid, 0)[1])
        free_leases(settings)
    for _ in range(3):
        assert os.waitpid(child(settings, lambda: None), 0)[1] == 0
        free_leases(settings)
    assert killed > KILLS // 2
    found = facts(settings)
    assert found["alerts"] == sorted(f"table:k{n}" for n in range(given)), "none lost, none twice"
    assert found["hits"] == given and set(found["opened"].values()) == {1}
    assert {state for state, _ in found["mails"].values()} == {"sent"}
    told = Counter(n for _, numbers in found["mails"].values() for n in numbers)
    assert set(told) == set(range(1, given + 1)) and set(told.values()) == {1}, "each alert in one mail"
    on_the_wire = Counter(server.ids())
    assert set(on_the_wire) == set(found["mails"]), "the journal of the server has them all"
    extra = sum(on_the_wire.values()) - len(on_the_wire)
    assert extra <= killed, "at most one copy for a kill, all with one Message-ID"
    assert (
        sum(r.inputs for r in found["runs"])
        == given
        == sum(r.records + r.repeats + r.rejected for r in found["runs"])
    )


@pytest.mark.slow
def test_a_random_message_id_would_be_seen(
    home: tuple[Settings, SmtpServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seeded fault: with an id of chance, a copy after a kill is another mail."""
    settings, server = home
    run_file(settings.path("runs"), filings(1), NOW, "a.jsonl")
    os.waitpid(child(settings, dies_at(box, "mark_sent", 1, after=False)), 0)
    free_leases(settings)
    os.waitpid(child(settings, lambda: None), 0)
    assert len(server.mails) == 2 and len(set(server.ids())) == 1
    first = Path(settings.path("data")) / "zhiwei.db"
    assert first.exists()
    monkeypatch.setattr(server, "ids", lambda: [f"<{n}@chance>" for n in range(len(server.mails))])
    assert set(server.ids()) != set(facts(settings)["mails"]), "the fault shows"
