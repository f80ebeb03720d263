"""D6: ten thousand hits of one list give one mail at once, then digests five minutes apart, counting all."""

from __future__ import annotations

import resource
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from alerts.batch import Post
from config.database import Database
from config.schema import outbox
from config.settings import Settings
from tests.subscriptions.office import (
    A,
    Clock,
    digest_all,
    firm_entry,
    hit,
    join,
    keep,
    open_office,
    raise_hits,
    with_pages,
)

RECORDS, STEP = 10_000, 200


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_ten_thousand_hits_of_one_list(database: Database, installation: Settings, clock: Clock) -> None:
    five = installation.alerts.model_copy(update={"digest_minutes": 5})
    settings = with_pages(installation.model_copy(update={"alerts": five}))
    open_office(database, settings, clock())
    post = Post(settings)
    entry = firm_entry("a")
    with database.write() as conn:
        keep(conn, [entry], clock())
        join(conn, A, "firm-a", post, clock())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for start in range(0, RECORDS, STEP):
        with database.write() as conn:
            raise_hits(conn, [hit(entry, n) for n in range(start, start + STEP)], post, clock())
        clock.forward(seconds=10)
    end = clock() + timedelta(days=1)
    while clock() < end:
        clock.forward(minutes=5)
        with database.write() as conn:
            digest_all(conn, post, clock())
    with database.read() as conn:
        for address in (A, "desk@office.test"):
            chosen = select(outbox.c.created_at, outbox.c.kind, outbox.c.alert_ids, outbox.c.mime)
            mine = chosen.where(outbox.c.address == address, outbox.c.kind.in_(("alert", "digest")))
            sent = conn.execute(mine.order_by(outbox.c.id)).all()
            counted = [n for row in sent for n in row.alert_ids]
            assert sorted(counted) == list(range(1, RECORDS + 1)), "each exactly once"
            times = [datetime.fromisoformat(row.created_at) for row in sent]
            assert all(b - a >= timedelta(minutes=5) for a, b in zip(times, times[1:], strict=False))
            assert max(len(row.mime) for row in sent) <= 512 * 1024
            assert len(sent) <= 5
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 600 * 1024, "of this test, whatever ran in the process before it"
