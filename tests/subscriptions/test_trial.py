"""The dry run agrees with what the live screening then raises, and old records do not flood a new list."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from alerts.batch import Post
from alerts.subscriptions import book, proposals
from alerts.subscriptions.preview import Preview
from config.database import Database
from config.schema import hits, records
from crawlers.records import Filing, Listing
from monitor.jobs import listening, screen
from monitor.screening.live import LiveScreen
from monitor.screening.preview import dry_run
from tests.subscriptions.office import A, Clock, join, mails, store_record, text_of

PARTS = ("锦", "官", "冠", "蓉", "荣", "福", "豆", "瓣", "糖", "坊", "川", "味", "蜀", "香", "家", "老")
SHEET = (
    "商标名称,类别,国际分类,权利人,排除\n"
    "锦官糖坊,老字号,30,成都锦官糖坊有限公司,\n"
    "蜀香老家,普通商标,30;43,蜀香公司,蜀香家\n"
    "福蓉记,驰名商标,29,福蓉公司,\n"
)


def store_past(database: Database, clock: Clock, count: int) -> None:
    """Filings and listings of the last months, some near the watched marks."""
    chance = random.Random(7)
    near = ("锦冠糖坊", "锦官糖", "蜀香家", "蜀乡老家", "福荣记", "福蓉记火锅", "锦官城糖坊")
    with database.write() as conn:
        for number in range(count):
            text = chance.choice(near) if number % 9 == 0 else "".join(chance.sample(PARTS, 4))
            at = clock() - timedelta(days=chance.randrange(1, 80))
            if number % 4:
                one: Filing | Listing = Filing(
                    source="s",
                    native_id=f"f{number}",
                    text=text,
                    nice_classes=(chance.choice((29, 30, 43, 9)),),
                    applicant=f"申请人{number % 13}",
                )
            else:
                one = Listing(
                    source="m", native_id=f"l{number}", text=f"{text} 礼盒 500g", seller=f"店{number % 5}"
                )
            store_record(conn, one, at)


@pytest.fixture
def proposed(database: Database, post: Post, clock: Clock) -> int:
    store_past(database, clock, 400)
    with database.write() as conn:
        join(conn, A, "firm-a", post, clock())
        return proposals.receive(conn, book.receiver_id(A), "firm-a", "清单.csv", SHEET.encode(), clock())


def test_the_preview_is_mailed_and_nothing_is_watched_yet(
    database: Database, post: Post, clock: Clock, proposed: int
) -> None:
    assert listening.try_lists(database, post, clock()) == 1
    assert listening.try_lists(database, post, clock()) == 0
    live = LiveScreen()
    with database.read() as conn:
        said = text_of(mails(conn, A, "proposal")[0])
        live.refresh(conn)
        assert all(
            not found
            for found in live.hits([Filing(source="s", native_id="x", text="锦官糖坊", nice_classes=(30,))])
        )
    assert "平均每周" in said and "例子（10 件）" in said and "确认开始监测" in said


def test_the_dry_run_finds_the_same_hits_for_the_same_records_as_the_live_screening(
    database: Database, post: Post, clock: Clock, proposed: int
) -> None:
    listening.try_lists(database, post, clock())
    with database.write() as conn:
        preview = Preview.model_validate(conn.execute(select(proposals.proposals.c.preview)).scalar_one())
        assert preview.hits == len(preview.pairs) > 20 and preview.records == 400
        assert proposals.put_in_force(conn, proposed, "page", clock()) == 3
        conn.execute(update(records).values(screened_revision=0))  # all of them come again, as if new
    screen.screen_waiting(database, LiveScreen(), post, clock)
    with database.read() as conn:
        told = conn.execute(select(hits.c.entry_id, hits.c.record_id).where(hits.c.quiet == "")).all()
    assert sorted((row.entry_id, row.record_id) for row in told) == [tuple(pair) for pair in preview.pairs]


def test_a_dry_run_that_forgets_an_exclusion_would_differ(
    database: Database, post: Post, clock: Clock, proposed: int
) -> None:
    """The seeded fault: the entry without its exclusions."""
    with database.read() as conn:
        (proposal,) = proposals.waiting(conn)
        entries = [e.model_copy(update={"status": "active"}) for e in proposals.read(proposal, A).entries]
        right = dry_run(conn, entries, clock())
        wrong = dry_run(conn, [e.model_copy(update={"exclusions": ()}) for e in entries], clock())
    assert wrong.hits > right.hits, "the fault shows"


def test_a_confirmed_list_starts_from_a_baseline(
    database: Database, post: Post, clock: Clock, proposed: int
) -> None:
    listening.try_lists(database, post, clock())
    with database.write() as conn:
        proposals.put_in_force(conn, proposed, "page", clock())
    live = LiveScreen()
    screen.screen_waiting(database, live, post, clock)
    with database.write() as conn:
        assert conn.execute(select(hits.c.id)).all() == [], "old filings raise nothing by themselves"
        new = Filing(source="s", native_id="new", text="锦官糖坊", nice_classes=(30,), applicant="某申请人")
        store_record(conn, new, clock(), screened=0)
    screen.screen_waiting(database, live, post, clock)
    with database.read() as conn:
        assert len(conn.execute(select(hits.c.id)).all()) == 1
        assert len(mails(conn, A, "alert")) == 1


def test_a_withdrawn_list_leaves_nothing_watched(
    database: Database, post: Post, clock: Clock, proposed: int
) -> None:
    listening.try_lists(database, post, clock())
    with database.write() as conn:
        assert proposals.withdraw(conn, proposed, "page", clock())
        assert proposals.put_in_force(conn, proposed, "page", clock()) == 0
        live = LiveScreen()
        live.refresh(conn)
        assert live.hits([Filing(source="s", native_id="x", text="锦官糖坊", nice_classes=(30,))]) == [[]]


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"", b"a,b\n1,2\n", "商标名称\n\n".encode()])
def test_a_file_that_cannot_be_read_is_answered_with_what_would_be_right(
    content: bytes, database: Database, post: Post, clock: Clock
) -> None:
    with database.write() as conn:
        join(conn, A, "firm-a", post, clock())
        proposals.receive(conn, book.receiver_id(A), "firm-a", "x.csv", content, clock())
    listening.try_lists(database, post, clock())
    with database.read() as conn:
        assert "读不出来" in text_of(mails(conn, A, "proposal")[0])


def test_a_generic_mark_is_warned_of(database: Database, post: Post, clock: Clock) -> None:
    with database.write() as conn:
        for number in range(120):
            at = clock() - timedelta(days=number % 60 + 1)
            store_record(conn, Filing(source="s", native_id=f"{number}", text="川味", nice_classes=(30,)), at)
        join(conn, A, "firm-a", post, clock())
        rows = "商标名称,类别,国际分类\n川味,普通商标,30\n"
        proposals.receive(conn, book.receiver_id(A), "firm-a", "x.csv", rows.encode(), clock())
    listening.try_lists(database, post, clock())
    with database.read() as conn:
        said = text_of(mails(conn, A, "proposal")[0])
    assert "可能太宽" in said and "「川味」可排除「川味」（120 件）" in said
