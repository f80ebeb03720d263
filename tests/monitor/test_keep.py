"""Time passes over stored cases: each change, reminder and expiry once, on its day, and again after a kill."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from alerts.batch import Post
from alerts.decide import decide
from alerts.decisions import Decision
from config.database import Database
from config.schema import alerts, journal, level_history, outbox, pending
from config.settings import Settings
from crawlers.records import Filing
from monitor.jobs import keep
from monitor.risk.levels import assess
from tests.alerts.cases import OFFICER, entry, filing, finding, hit, run

DAYS = 100


def published(number: int, today: date) -> Filing:
    """Publications on different days, so that every clock runs differently."""
    day = today - timedelta(days=number * 7)
    return filing(number, event_on=day, published_on=day)


@pytest.fixture
def cases_in(database: Database, installation: Settings, now: datetime) -> Database:
    found = []
    for number in range(1, 9):
        record = published(number, now.date())
        watched = entry()
        one = hit(watched, record, 0.99, relation="same class")
        found.append(finding(watched, record, hit=one, risk=assess(one, watched, record, today=now.date())))
    with database.write() as conn:
        run(conn, installation, found, now)
    return database


def test_a_hundred_days_bring_each_change_once(
    cases_in: Database, installation: Settings, now: datetime
) -> None:
    post = Post(installation)
    first: Counter[str] = Counter()
    again: Counter[str] = Counter()
    for day in range(1, DAYS):
        moment = now + timedelta(days=day)
        first += keep.keep(cases_in, post, moment)
        again += keep.keep(cases_in, post, moment + timedelta(minutes=30))
    assert not +again, "asked again on the same day, nothing happens"
    assert first["keep_expired"] == 8 and first["keep_level"] > 0 and first["keep_reminder"] > 0
    with cases_in.read() as conn:
        rows = conn.execute(
            select(level_history).order_by(level_history.c.alert_id, level_history.c.id)
        ).all()
        expired = conn.execute(select(journal.c.alert_id).where(journal.c.verb == "expired")).scalars().all()
        told = conn.execute(select(pending.c.alert_id, pending.c.cause, pending.c.outbox_id)).all()
        final = {r.id: (r.level, r.expired) for r in conn.execute(select(alerts))}
    assert sorted(expired) == list(range(1, 9))
    assert all(row.outbox_id is not None for row in told), "all news left"
    assert len({(r.alert_id, r.cause) for r in told if r.cause.startswith("expired")}) == 8
    for before, after in zip(rows, rows[1:], strict=False):
        if before.alert_id == after.alert_id:
            assert before.after == after.before, "an unbroken history"
    newest = {row.alert_id: row.after for row in rows}
    assert all(newest[number] == level for number, (level, _) in final.items())


def test_a_level_set_by_an_officer_is_never_lowered_by_the_clock(
    cases_in: Database, installation: Settings, now: datetime
) -> None:
    with cases_in.write() as conn:
        conn.execute(update(alerts).values(level="红", level_by="王值班"))
    for day in range(1, DAYS):
        keep.keep(cases_in, Post(installation), now + timedelta(days=day))
    with cases_in.read() as conn:
        assert set(conn.execute(select(alerts.c.level)).scalars()) == {"红"}


def test_what_was_put_off_comes_back_once(cases_in: Database, installation: Settings, now: datetime) -> None:
    post = Post(installation)
    with cases_in.write() as conn:
        assert decide(conn, Decision("snooze", 1, days=3), OFFICER, post, now, channel="reply").done
    assert keep.keep(cases_in, post, now + timedelta(days=2))["keep_woken"] == 0
    assert keep.keep(cases_in, post, now + timedelta(days=3, minutes=1))["keep_woken"] == 1
    assert keep.keep(cases_in, post, now + timedelta(days=4))["keep_woken"] == 0
    with cases_in.read() as conn:
        assert conn.execute(select(alerts.c.state).where(alerts.c.id == 1)).scalar_one() == "verifying"


def test_the_deputy_hears_after_four_working_days(
    cases_in: Database, installation: Settings, now: datetime
) -> None:
    deputy = "officer:deputy@office.test"

    def mails() -> int:
        with cases_in.read() as conn:
            return len(conn.execute(select(outbox.c.id).where(outbox.c.receiver == deputy)).all())

    keep.keep(cases_in, Post(installation), now + timedelta(days=3))
    assert mails() == 0
    for day in (6, 6, 7):
        keep.keep(cases_in, Post(installation), now + timedelta(days=day))
    assert mails() == 1


def test_a_clock_that_reminded_every_time_would_be_seen(
    cases_in: Database, installation: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seeded fault: without the memory of the last reminder, the same day reminds twice."""
    real = keep._facts
    monkeypatch.setattr(
        keep,
        "_facts",
        lambda row, best, *, decided: replace(real(row, best, decided=decided), reminded_on=None),
    )
    twice: Counter[str] = Counter()
    for day in range(1, 40):
        keep.keep(cases_in, Post(installation), now + timedelta(days=day))
        twice += keep.keep(cases_in, Post(installation), now + timedelta(days=day, minutes=30))
    assert twice["keep_reminder"] > 0, "the fault shows"
