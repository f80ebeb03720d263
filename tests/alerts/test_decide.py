"""Decisions change what they say, are journalled, can be taken back, and never overwrite a colleague's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from alerts.batch import Post
from alerts.decide import decide, undo
from alerts.decisions import Actor, Applied, Decision
from alerts.states import machine
from config.database import Database
from config.schema import alerts, journal, judgements, silences
from config.settings import Settings
from tests.alerts.cases import DEPUTY, FIRM, LEAD, OFFICER, entry, filing, finding, risk, run, subjects


@pytest.fixture
def conn(database: Database, installation: Settings, now: datetime) -> Any:
    with database.write() as opened:
        run(opened, installation, [finding(entry(), filing(n)) for n in (1, 2)], now)
        yield opened


def act(
    conn: Connection, installation: Settings, now: datetime, decision: Decision, who: Actor = OFFICER
) -> Applied:
    return decide(conn, decision, who, Post(installation), now, channel="reply")


def state(conn: Connection, number: int = 1) -> str:
    return str(conn.execute(select(alerts.c.state).where(alerts.c.id == number)).scalar_one())


@pytest.mark.parametrize(
    ("decision", "after"),
    [
        (Decision("accept", 1), "accepted"),
        (Decision("dismiss", 1, reason="F2"), "false_positive"),
        (Decision("overseas", 1), "assigned"),
        (Decision("assign", 1, to="李副班"), "assigned"),
        (Decision("evidence", 1), "new"),
        (Decision("snooze", 1, days=3), "watching"),
        (Decision("merge", 1, into=2), "merged"),
        (Decision("silence", 1, days=30), "new"),
        (Decision("note", 1, note="已电话联系"), "new"),
    ],
)
def test_each_verb_leads_where_the_table_says(
    conn: Connection, installation: Settings, now: datetime, decision: Decision, after: str
) -> None:
    done = act(conn, installation, now, decision)
    assert done.done, done.why
    assert (done.before, done.after, state(conn)) == ("new", after, after)
    row = conn.execute(select(journal).where(journal.c.id == done.row)).one()
    assert (row.who, row.verb, row.before, row.after) == ("王值班", decision.verb, "new", after)


@pytest.mark.parametrize(
    ("decision", "why"),
    [
        (Decision("dismiss", 1), "理由"),
        (Decision("snooze", 1, days=0), "天数"),
        (Decision("snooze", 1, days=200), "天数"),
        (Decision("assign", 1, to="无此人"), "无此人"),
        (Decision("merge", 1, into=1), "自身"),
        (Decision("merge", 1, into=99), "A-99"),
        (Decision("accept", 99), "没有这个编号"),
        (Decision("reopen", 1), "当前状态"),
        (Decision("own-mark", 1), "角色"),
    ],
)
def test_an_impossible_decision_changes_nothing_and_says_why(
    conn: Connection, installation: Settings, now: datetime, decision: Decision, why: str
) -> None:
    before = conn.execute(select(func.count()).select_from(journal)).scalar_one()
    done = act(conn, installation, now, decision)
    assert not done.done and why in done.why
    assert state(conn) == "new"
    assert conn.execute(select(func.count()).select_from(journal)).scalar_one() == before


def test_the_later_of_two_colleagues_is_told_the_state_and_changes_nothing(
    conn: Connection, installation: Settings, now: datetime
) -> None:
    assert act(conn, installation, now, Decision("dismiss", 1, reason="F2")).done
    late = act(conn, installation, now, Decision("accept", 1), DEPUTY)
    assert not late.done and "王值班" in late.why and "误报" in late.why
    assert state(conn) == "false_positive"


def test_a_firm_answers_only_for_its_own_case(
    conn: Connection, installation: Settings, now: datetime
) -> None:
    stranger = Actor("enterprise:other@corp.test", "enterprise", "别家")
    refused = act(conn, installation, now, Decision("authorised", 1), stranger)
    assert not refused.done and refused.why == "没有这个编号"
    done = act(conn, installation, now, Decision("authorised", 1), FIRM)
    assert done.done and state(conn) == "false_positive"
    assert any("转交" in s or "A-1" in s for s in subjects(conn, "officer:desk@office.test")[1:])


def test_the_decision_reaches_the_firm_in_the_thread_with_the_next_step(
    conn: Connection, installation: Settings, now: datetime
) -> None:
    act(conn, installation, now, Decision("accept", 1))
    first, second = subjects(conn, "enterprise:firm@corp.test")
    assert "处理进展" in second and "A-1" in second and first != second


def test_undo_restores_state_judgement_and_silence_within_thirty_minutes(
    conn: Connection, installation: Settings, now: datetime
) -> None:
    post = Post(installation)
    act(conn, installation, now, Decision("dismiss", 1, reason="F2"))
    early = undo(conn, DEPUTY, post, now, channel="reply")
    assert not early.done, "only one's own"
    done = undo(conn, OFFICER, post, now + timedelta(minutes=29), channel="reply")
    assert done.done and state(conn) == "new"
    assert conn.execute(select(judgements.c.ended_why)).scalar_one() == "王值班 撤销"
    act(conn, installation, now, Decision("silence", 1, days=3))
    assert undo(conn, OFFICER, post, now, channel="reply").done
    assert conn.execute(select(silences.c.ended_at)).scalar_one() is not None
    act(conn, installation, now, Decision("accept", 1))
    assert not undo(conn, OFFICER, post, now + timedelta(minutes=31), channel="reply").done


def test_undo_gives_way_to_what_happened_since(
    conn: Connection, installation: Settings, now: datetime
) -> None:
    act(conn, installation, now, Decision("accept", 1))
    act(conn, installation, now, Decision("confirm", 1), DEPUTY)
    done = undo(conn, OFFICER, Post(installation), now, channel="reply")
    assert not done.done and state(conn) == "confirmed"


def test_who_confirms_a_red_case_does_not_close_it_alone(
    database: Database, installation: Settings, now: datetime
) -> None:
    with database.write() as conn:
        run(conn, installation, [finding(entry(), filing(), risk=risk("红"))], now)
        for decision in (Decision("accept", 1), Decision("confirm", 1)):
            assert act(conn, installation, now, decision).done
        alone = act(conn, installation, now, Decision("close", 1, outcome="平台下架"))
        assert not alone.done and "另一人" in alone.why
        assert act(conn, installation, now, Decision("close", 1, outcome="平台下架"), LEAD).done


def test_the_table_is_closed() -> None:
    """Every state named is known, every verb has a role, and every open state can be left."""
    table = machine()
    known = {*table.open, *table.settled}
    for transition in table.transition:
        assert {*transition.sources} <= known and (transition.to or "new") in known and transition.roles
    left = {s for t in table.transition for s in (t.sources or table.open) if t.to}
    assert set(table.open) <= left
