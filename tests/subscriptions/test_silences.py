"""D9: a silence hides mail, never state; it ends by itself, and no lower class hides a higher one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from alerts.batch import Post
from alerts.decide import decide
from alerts.decisions import Actor, Decision
from alerts.tenancy import View
from config.clock import from_db
from config.database import Database
from config.schema import hits, silences
from tests.subscriptions.office import A, Clock, firm_entry, hit, join, keep, mails, raise_hits

OFFICER = Actor("officer:desk@office.test", "officer", "王值班")


@pytest.fixture
def silenced(database: Database, post: Post, clock: Clock) -> datetime:
    """A firm with one yellow alert, silenced for as long as one may."""
    with database.write() as conn:
        keep(conn, [firm_entry("a")], clock())
        join(conn, A, "firm-a", post, clock())
        raise_hits(conn, [hit(firm_entry("a"), 1, "黄")], post, clock())
        done = decide(conn, Decision("silence", 1, days=90), OFFICER, post, clock(), channel="command")
        assert done.done, done.why
        until = from_db(conn.execute(select(silences.c.until)).scalar_one())
    clock.forward(hours=1)
    return until


def test_every_silenced_hit_is_stored_counted_and_listed(
    database: Database, post: Post, clock: Clock, silenced: datetime
) -> None:
    with database.write() as conn:
        before = len(mails(conn, A))
        for number in range(2, 52):
            raise_hits(conn, [hit(firm_entry("a"), number, ("蓝", "黄")[number % 2])], post, clock())
        assert len(mails(conn, A)) == before
        view = View.tenant(conn, "firm-a")
        figures = view.figures(clock() - timedelta(days=1), clock() + timedelta(days=1))
        assert figures.hits == 51 and figures.quiet == {"silence": 50}
        assert sum(line.quiet == "silence" for line in view.hits(limit=500)) == 50


@pytest.mark.parametrize(("level", "told"), [("蓝", 0), ("黄", 0), ("橙", 1), ("红", 1)])
def test_a_higher_class_is_never_hidden_by_a_lower_one(
    level: str, told: int, database: Database, post: Post, clock: Clock, silenced: datetime
) -> None:
    with database.write() as conn:
        before = len(mails(conn, A))
        raise_hits(conn, [hit(firm_entry("a"), 2, level)], post, clock())
        assert len(mails(conn, A)) - before == told


def test_it_ends_after_ninety_days_at_the_latest(
    database: Database, post: Post, clock: Clock, silenced: datetime
) -> None:
    assert silenced <= clock() + timedelta(days=90)
    clock.now = silenced + timedelta(seconds=1)
    with database.write() as conn:
        before = len(mails(conn, A))
        raise_hits(conn, [hit(firm_entry("a"), 3, "蓝")], post, clock())
        assert len(mails(conn, A)) == before + 1
        assert conn.execute(select(hits.c.quiet).order_by(hits.c.id.desc())).scalars().first() == ""
        refused = decide(conn, Decision("silence", 1, days=91), OFFICER, post, clock(), channel="command")
        assert not refused.done


def test_a_silence_that_forgets_the_level_would_hide_red(
    database: Database, post: Post, clock: Clock, silenced: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seeded fault."""
    monkeypatch.setattr("alerts.quieting.hides", lambda limit, level: True)
    with database.write() as conn:
        before = len(mails(conn, A))
        raise_hits(conn, [hit(firm_entry("a"), 2, "红")], post, clock())
        assert len(mails(conn, A)) == before, "the fault shows"
