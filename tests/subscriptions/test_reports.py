"""The weekly report says 平安无事 only when all was checked and nothing found; silence rings within the quarter hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from alerts import canary, heartbeat, weekly
from alerts.batch import Post
from alerts.coverage import cover
from alerts.gazette import issues_between
from alerts.sight import CANARY
from alerts.sources import ExpectedSource
from alerts.tenancy import View
from config.clock import to_db
from config.database import Database
from config.schema import alerts, canaries, outbox, records, runs, source_state
from crawlers.records import Filing
from tests.subscriptions.office import (
    A,
    B,
    Clock,
    firm_entry,
    hit,
    join,
    keep,
    mails,
    raise_hits,
    store_record,
    text_of,
)

DAY = timedelta(days=1)
SHOP = ExpectedSource("shop", "示例商城", DAY, 2 * DAY)
GAZETTE = ExpectedSource("cnipa_gazette_2026", "商标公告", 7 * DAY, 14 * DAY, gazette=True)
COUNT = iter(range(10**6))


def ran(
    database: Database, source: str, at: datetime, new: int = 3, rejected: int = 0, state: str = "ok"
) -> None:
    """A run as the crawl and the ingest leave it."""
    with database.write() as conn:
        if state in ("ok", "empty"):
            conn.execute(
                insert(runs).values(
                    source=source,
                    file="f",
                    sha256=f"{next(COUNT):064}",
                    state="done",
                    inputs=new + rejected,
                    records=new,
                    rejected=rejected,
                    started_at=to_db(at),
                    finished_at=to_db(at),
                )
            )
        values = {"source": source, "state": state, "last_attempt": to_db(at), "new_records": new}
        if state in ("ok", "empty"):
            values |= {"last_success": to_db(at), "alarmed_at": None}
        statement = upsert(source_state).values(values)
        conn.execute(statement.on_conflict_do_update(index_elements=["source"], set_=values))


@pytest.fixture
def week(database: Database, post: Post, clock: Clock) -> tuple[datetime, datetime]:
    """A whole week in which the shop answered every day; the report is due on the Monday after."""
    clock.now = datetime.fromisoformat("2026-11-30T02:00:00+00:00")
    since, until = weekly.week_before(clock())
    with database.write() as conn:
        keep(conn, [firm_entry("a"), firm_entry("b")], since - DAY)
        join(conn, A, "firm-a", post, since - DAY)
        join(conn, B, "firm-b", post, since - DAY)
        heartbeat.know(conn, [SHOP], since - DAY)
    at = since
    while at < until + timedelta(hours=2):
        ran(database, "shop", at + timedelta(minutes=5))
        at += DAY
    return since, until


def report(database: Database, post: Post, clock: Clock, address: str = A, *sources: ExpectedSource) -> str:
    with database.write() as conn:
        weekly.send_weekly(conn, sources or (SHOP,), post, clock())
        return text_of(mails(conn, address, "coverage")[-1])


def test_a_quiet_and_whole_week_is_called_so_and_says_what_was_checked(
    database: Database, post: Post, clock: Clock, week: tuple[datetime, datetime]
) -> None:
    said = report(database, post, clock)
    assert "平安无事" in said
    assert "示例商城" in said and "应到 7 次，实到 7 次" in said and "数据截至" in said


@pytest.mark.parametrize(
    "gap", ["blocked", "failed", "silent", "rows", "waiting", "never", "issue", "fewer", "none"]
)
def test_with_any_gap_it_is_named_and_nothing_is_concluded(
    gap: str, database: Database, post: Post, clock: Clock, week: tuple[datetime, datetime]
) -> None:
    since, until = week
    named = "示例商城"
    sources: tuple[ExpectedSource, ...] = (SHOP,)
    if gap in ("blocked", "failed"):
        ran(database, "shop", until + timedelta(minutes=30), state=gap)
    elif gap == "silent":
        with database.write() as conn:
            old = to_db(until - 4 * DAY)
            conn.execute(update(source_state).values(last_success=old))
            conn.execute(runs.delete().where(runs.c.started_at > old))
    elif gap == "rows":
        ran(database, "shop", since + DAY, rejected=2)
    elif gap == "waiting":
        named = "等待比对"
        with database.write() as conn:
            store_record(conn, Filing(source="s", native_id="1", text="x"), since + DAY, screened=0)
    elif gap == "never":
        named, sources = "新来源", (SHOP, ExpectedSource("new", "新来源", DAY, 2 * DAY))
    elif gap == "issue":
        named, sources = "商标公告第 2009 期（2026-11-27）", (SHOP, GAZETTE)
        ran(database, "cnipa_gazette_2026", since + DAY)
    elif gap == "fewer":
        with database.write() as conn:
            conn.execute(runs.delete().where(runs.c.started_at < to_db(since + 3 * DAY)))
    else:
        named = "没有任何数据源"
        with database.write() as conn:
            conn.execute(runs.delete())
        with database.write() as conn:
            weekly.send_weekly(conn, (), post, clock())
            said = text_of(mails(conn, A, "coverage")[-1])
    if gap != "none":
        said = report(database, post, clock, A, *sources)
    assert named in said and "缺口" in said
    assert "平安无事" not in said
    assert not any(word in said for word in ("没有风险", "无风险", "未发现风险", "安全"))


def test_calling_an_empty_run_a_success_would_say_all_is_well(
    database: Database,
    post: Post,
    clock: Clock,
    week: tuple[datetime, datetime],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The seeded fault of D10."""
    ran(database, "shop", week[1] + timedelta(minutes=30), state="blocked")
    monkeypatch.setattr("alerts.sources.SourceLine.gap", "")
    assert "平安无事" in report(database, post, clock), "the fault shows"


def test_a_hit_a_quiet_hit_and_its_reason_are_counted_for_their_firm_alone(
    database: Database, post: Post, clock: Clock, week: tuple[datetime, datetime]
) -> None:
    with database.write() as conn:
        at = week[0] + DAY
        raise_hits(conn, [hit(firm_entry("a"), 1, "橙")], post, at)
        quiet = hit(firm_entry("a", exclusions=("锦冠糖坊",)), 2)
        raise_hits(conn, [quiet], post, at)
    said = report(database, post, clock)
    assert "发现疑似近似 2 处，新预警：橙 1" in said and "写在“排除”里的文字：1 处" in said
    assert "2027-01-20：A-1 锦冠糖坊" in said and "平安无事" not in said
    other = report(database, post, clock, B)
    assert "平安无事" in other and "锦冠糖坊" not in other


def test_each_gets_one_report_a_week_and_the_desks_too(
    database: Database, post: Post, clock: Clock, week: tuple[datetime, datetime]
) -> None:
    for _ in range(5):
        report(database, post, clock)
        clock.forward(hours=20)
    with database.read() as conn:
        told = [str(mail["To"]) for mail in mails(conn, kind="coverage")]
        assert len(told) == 4
        for mail in mails(conn, A, "coverage"):
            assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_report_comes_in_english_where_that_was_chosen(
    database: Database, post: Post, clock: Clock, week: tuple[datetime, datetime]
) -> None:
    from alerts.subscriptions import book

    with database.write() as conn:
        book.set_preferences(conn, book.receiver_id(A), {"language": "en"}, clock())
    said = report(database, post, clock)
    assert "All quiet" in said and "Unsubscribe" in said and "平安无事" not in said


@pytest.mark.parametrize(
    ("state", "word"),
    [("ok", "正常，新 3 条"), ("empty", "正常，没有新记录"), ("blocked", "被对方拦截"), ("failed", "失败")],
)
def test_the_heartbeat_names_every_source_and_keeps_nothing_new_and_blocked_apart(
    state: str, word: str, database: Database, post: Post, clock: Clock
) -> None:
    ran(database, "shop", clock() - timedelta(hours=1), new=3 if state == "ok" else 0, state=state)
    with database.write() as conn:
        heartbeat.know(conn, [SHOP, GAZETTE], clock())
        assert heartbeat.beat(conn, [SHOP, GAZETTE], post, clock())
        assert not heartbeat.beat(conn, [SHOP, GAZETTE], post, clock()), "once a day"
        said = text_of(mails(conn, "ops@office.test", "heartbeat")[0])
    assert f"示例商城：{word}" in said and "商标公告：从未成功" in said


def _dies(database: Database, at: datetime) -> None:
    """No attempt at all any more."""


def _returns_nothing(database: Database, at: datetime) -> None:
    ran(database, "shop", at, new=0, state="refused")


def _is_blocked(database: Database, at: datetime) -> None:
    ran(database, "shop", at, new=0, state="blocked")


@pytest.mark.parametrize("fate", [_dies, _returns_nothing, _is_blocked])
def test_a_source_that_falls_silent_rings_within_fifteen_minutes_of_its_limit(
    fate: Callable[[Database, datetime], None], database: Database, post: Post, clock: Clock
) -> None:
    """D10."""
    ran(database, "shop", clock())
    last = clock()
    with database.write() as conn:
        heartbeat.know(conn, [SHOP], clock())
    while clock() < last + timedelta(days=5):
        clock.forward(minutes=5)
        if (clock() - last) % DAY < timedelta(minutes=5):
            fate(database, clock())
        with database.write() as conn:
            heartbeat.watch(conn, [SHOP], post, clock())
    with database.read() as conn:
        chosen = select(outbox.c.created_at).where(
            outbox.c.kind == "alarm", outbox.c.address == "ops@office.test"
        )
        rang = [datetime.fromisoformat(at) for at in conn.execute(chosen.order_by(outbox.c.id)).scalars()]
    assert last + 2 * DAY < rang[0] <= last + 2 * DAY + timedelta(minutes=15)
    assert len(rang) == 3, "and again every day, no more"
    ran(database, "shop", clock())
    clock.forward(minutes=5)
    with database.write() as conn:
        assert heartbeat.watch(conn, [SHOP], post, clock()) == 0


def test_a_source_that_never_spoke_rings_too(database: Database, post: Post, clock: Clock) -> None:
    with database.write() as conn:
        assert heartbeat.watch(conn, [SHOP], post, clock()) == 0
        clock.forward(days=2, minutes=5)
        assert heartbeat.watch(conn, [SHOP], post, clock()) == 1


def test_a_canary_travels_into_the_operators_heartbeat_and_is_seen_by_nobody_else(
    database: Database, post: Post, clock: Clock
) -> None:
    with database.write() as conn:
        (marked,) = canary.place(conn, ["shop"], "ops@office.test", clock().date(), clock())
        assert canary.place(conn, ["shop"], "ops@office.test", clock().date(), clock()) == []
        assert not heartbeat.beat(conn, [SHOP], post, clock()), "waits for it"
        raise_hits(conn, [_found(marked)], post, clock())
        clock.forward(minutes=10)
        assert heartbeat.beat(conn, [SHOP], post, clock())
        assert "随本信到达" in text_of(mails(conn, "ops@office.test", "heartbeat")[0])
        assert len(mails(conn)) == 1, "no alert mail, neither to the desk nor to the operator"
        conn.execute(update(outbox).values(state="sent", sent_at=to_db(clock())))
        assert [one.stage for one in canary.follow(conn, clock())] == ["已到达"]
        assert conn.execute(select(alerts.c.state)).scalar_one() == "closed"
        covered = cover(conn, View.office(conn), [], clock() - DAY, clock() + DAY)
        assert covered.records == 0 and covered.figures.hits == 0 and covered.figures.entries == 0


@pytest.mark.parametrize("stops", ["before screening", "before mail"])
def test_a_canary_that_does_not_arrive_is_an_alarm(
    stops: str, database: Database, post: Post, clock: Clock
) -> None:
    with database.write() as conn:
        (marked,) = canary.place(conn, ["shop"], "ops@office.test", clock().date(), clock())
        if stops == "before mail":
            raise_hits(conn, [_found(marked)], post, clock())
        clock.forward(hours=3, minutes=5)
        heartbeat.watch(conn, [], post, clock())
        said = text_of(mails(conn, "ops@office.test", "alarm")[0])
        assert "自检记录没有到达：shop" in said
        assert ("未成预警" in said) == (stops == "before screening")


def _found(marked: Filing) -> object:
    from tests.alerts.cases import finding

    return finding(canary.entry("ops@office.test"), marked)


def test_gazette_issues_are_counted_over_the_turn_of_the_year() -> None:
    assert issues_between(date(2026, 12, 20), date(2027, 1, 6)) == [2012, 2013, 2014]
    assert issues_between(date(2026, 12, 28), date(2027, 1, 5)) == []


def test_canaries_and_their_runs_are_in_no_figure(database: Database, post: Post, clock: Clock) -> None:
    with database.write() as conn:
        conn.execute(
            insert(runs).values(
                source="shop",
                file=CANARY,
                sha256="c" * 64,
                state="done",
                records=1,
                started_at=to_db(clock()),
                finished_at=to_db(clock()),
            )
        )
        heartbeat.know(conn, [SHOP], clock())
        (line,) = heartbeat.source_lines(conn, [SHOP], clock() - DAY, clock() + DAY)
        assert (line.received, line.new, line.as_of) == (0, 0, None)
        assert conn.execute(select(canaries.c.record_id)).all() == []
        assert conn.execute(select(records.c.id)).all() == []
