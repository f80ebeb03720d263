"""A firm sees its own and nothing else: in cases, hits, entries, decisions, figures and mails."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts import receivers, sight
from alerts.batch import Post
from alerts.compose import Receiver
from alerts.decide import decide
from alerts.decisions import Actor, Decision
from alerts.subscriptions import book
from alerts.tenancy import View
from config.database import Database
from config.schema import alerts, hits
from tests.subscriptions.office import (
    READER,
    A,
    B,
    Clock,
    digest_all,
    firm_entry,
    hit,
    join,
    keep,
    list_entry,
    mails,
    raise_hits,
    text_of,
)
from watchlists.subscriptions import Scope

GI = Scope(kind="list", category="GI")


@pytest.fixture
def busy(database: Database, post: Post, clock: Clock) -> Post:
    """Two firms, a reader of a list, and one record that resembles something of each."""
    with database.write() as conn:
        keep(conn, [firm_entry("a"), firm_entry("b"), list_entry()], clock())
        join(conn, A, "firm-a", post, clock())
        join(conn, B, "firm-b", post, clock())
        join(conn, READER, "firm-c", post, clock(), GI)
        raise_hits(
            conn, [hit(firm_entry("a"), 1), hit(firm_entry("b"), 1), hit(list_entry(), 1)], post, clock()
        )
        for number in range(2, 6):
            raise_hits(conn, [hit(firm_entry("b"), number)], post, clock())
    return post


def view(database: Database, address: str) -> View:
    conn = database.engine.connect()
    receiver = receivers.find(conn, book.receiver_id(address))
    assert receiver is not None
    return View.receiver(conn, receiver)


def test_one_record_that_meets_three_lists_is_three_cases_and_each_sees_its_own(
    database: Database, busy: Post
) -> None:
    for address, texts in ((A, {"A家糖坊1"}), (B, {"B家糖坊1"}), (READER, {"郫县豆瓣1"})):
        mine = view(database, address)
        seen = {h.entry.text for row in mine.alerts() if (c := mine.alert(row.id)) for h in c.hits}
        assert seen == texts
        assert {entry.text for entry in mine.entries()} == texts
        mine.connection.close()
    with database.read() as conn:
        assert {len(View.office(conn).alerts()), len(View.tenant(conn, "firm-b").alerts())} == {7, 5}
        assert View.tenant(conn, "").alerts() == []
        assert View.tenant(conn, "nobody").entries() == []


def test_figures_of_one_do_not_move_with_the_other(database: Database, busy: Post, clock: Clock) -> None:
    span = (clock() - timedelta(days=1), clock() + timedelta(days=1))
    with database.read() as conn:
        before = View.tenant(conn, "firm-a").figures(*span)
        due = View.tenant(conn, "firm-a").next_deadlines(clock().date())
    with database.write() as conn:
        for number in range(10, 60):
            raise_hits(conn, [hit(firm_entry("b"), number, "红")], busy, clock())
    with database.read() as conn:
        assert View.tenant(conn, "firm-a").figures(*span) == before
        assert [c.number for c in View.tenant(conn, "firm-a").next_deadlines(clock().date())] == [
            c.number for c in due
        ]


def test_a_reader_of_lists_sees_no_decisions_and_may_take_none(
    database: Database, busy: Post, clock: Clock
) -> None:
    reader = view(database, READER)
    (row,) = reader.alerts()
    assert reader.alert(row.id) is not None
    assert reader.journal(row.id) is None
    reader.connection.close()
    with database.write() as conn:
        actor = Actor(book.receiver_id(READER), "enterprise", "丙")
        done = decide(conn, Decision("false-alarm", row.id), actor, busy, clock(), channel="reply")
        assert not done.done and done.why == "没有这个编号"
        mail = text_of(mails(conn, READER, "alert")[0])
        assert "误报" not in mail and "不必答复" in mail


def test_two_tenants_behind_one_mailbox_never_share_a_case(
    database: Database, post: Post, clock: Clock
) -> None:
    agency = "agency@law.test"
    one, two = firm_entry("a", receiver=agency), firm_entry("b", receiver=agency)
    with database.write() as conn:
        keep(conn, [one, two], clock())
        raise_hits(conn, [hit(one, 1), hit(two, 1)], post, clock())
        tenants = conn.execute(select(alerts.c.tenant).order_by(alerts.c.id)).scalars().all()
        assert tenants == ["firm-a", "firm-b"]
        assert len(View.tenant(conn, "firm-a").alerts()) == 1


def test_a_digest_of_own_and_list_cases_shows_each_case_with_the_readers_part_only(
    database: Database, post: Post, clock: Clock
) -> None:
    with database.write() as conn:
        keep(
            conn,
            [firm_entry("a"), list_entry(1), list_entry(2, category="LZH", id="lzh-2", text="豆瓣老号")],
            clock(),
        )
        join(conn, A, "firm-a", post, clock(), Scope(), GI)
        raise_hits(
            conn,
            [
                hit(firm_entry("a"), 1),
                hit(list_entry(1), 1),
                hit(list_entry(2, category="LZH", id="lzh-2", text="豆瓣老号"), 1),
            ],
            post,
            clock(),
        )
        digest_all(conn, post, clock())
        (digest,) = mails(conn, A, "digest")
        assert "A家糖坊1" in text_of(digest) and "郫县豆瓣1" in text_of(digest)
        assert "豆瓣老号" not in text_of(digest), "the case holds it, the subscription does not"


def test_the_operator_sees_canaries_and_nobody_else(database: Database, post: Post, clock: Clock) -> None:
    marked = firm_entry("a", tenant=sight.CANARY, receiver="ops@office.test")
    with database.write() as conn:
        keep(conn, [marked], clock())
        raise_hits(conn, [hit(marked, 1)], post, clock())
        desk = receivers.find(conn, "officer:desk@office.test")
        ops = receivers.find(conn, "operator:ops@office.test")
        assert desk is not None and ops is not None
        assert View.receiver(conn, desk).alerts() == []
        assert len(View.receiver(conn, ops).alerts()) == 1
        assert View.tenant(conn, sight.CANARY).entries() == []
        assert mails(conn, "desk@office.test") == []


def test_a_wall_without_its_condition_would_show_the_other_firm(
    database: Database, busy: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seeded fault of C2: one query that forgets the tenant."""
    monkeypatch.setattr("alerts.tenancy.sees_entry", lambda viewer: hits.c.id > 0)
    with database.read() as conn:
        stranger = Receiver("enterprise:x@y.test", "enterprise", "x@y.test")
        assert View.receiver(conn, stranger).hit(2) is not None, "the fault shows"
