"""One hand behind several rights: the desk sees all in one mail, each firm its own part or nothing."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from alerts import campaigns, sampling
from alerts.batch import Post
from config.database import Database
from config.schema import campaigns as table
from tests.subscriptions.office import A, B, Clock, firm_entry, hit, join, keep, mails, raise_hits, text_of


def test_the_desk_gets_one_mail_with_all_and_a_firm_only_its_own(
    database: Database, post: Post, clock: Clock
) -> None:
    mine = [firm_entry("a", 1), firm_entry("a", 2), firm_entry("b", 1)]
    with database.write() as conn:
        keep(conn, mine, clock())
        join(conn, A, "firm-a", post, clock())
        join(conn, B, "firm-b", post, clock())
        found = [hit(e, n, applicant="成都某某贸易有限公司", text=f"仿牌{n}") for n, e in enumerate(mine)]
        raise_hits(conn, found, post, clock())
        campaigns.report(conn, post, clock())
        (desk,) = mails(conn, "desk@office.test", "campaign")
        assert all(word in text_of(desk) for word in ("A-1", "A-2", "A-3", "涉及 3 项权利", "B家糖坊1"))
        (firm,) = mails(conn, A, "campaign")
        assert "涉及 2 项权利" in text_of(firm)
        assert "B家糖坊" not in text_of(firm) and "A-3" not in text_of(firm) and "仿牌2" not in text_of(firm)
        assert mails(conn, B, "campaign") == [], "one right alone says nothing of others"
        assert campaigns.report(conn, post, clock()) == 0
        assert conn.execute(select(table.c.kind)).scalars().all() == ["applicant"]


def test_a_firms_mail_is_the_same_whether_others_are_hit_or_not(
    database: Database, post: Post, clock: Clock
) -> None:
    own = [firm_entry("a", 1), firm_entry("a", 2)]
    with database.write() as conn:
        keep(conn, [*own, *(firm_entry("b", n) for n in range(1, 9))], clock())
        join(conn, A, "firm-a", post, clock())
        raise_hits(conn, [hit(e, n, applicant="甲贸易行") for n, e in enumerate(own)], post, clock())
        campaigns.report(conn, post, clock())
        before = [text_of(m) for m in mails(conn, A, "campaign")]
        for day in range(8):
            clock.forward(days=1, seconds=1)
            raise_hits(conn, [hit(firm_entry("b", day + 1), 50 + day, applicant="甲贸易行")], post, clock())
            campaigns.report(conn, post, clock())
        assert [text_of(m) for m in mails(conn, A, "campaign")] == before
        assert len(mails(conn, "desk@office.test", "campaign")) > 1, "the desk hears that it grows"


def test_what_lies_more_than_thirty_days_apart_is_no_campaign(
    database: Database, post: Post, clock: Clock
) -> None:
    one, two = firm_entry("a", 1), firm_entry("b", 1)
    with database.write() as conn:
        keep(conn, [one, two], clock())
        raise_hits(conn, [hit(one, 1, applicant="甲贸易行")], post, clock())
        later = clock() + timedelta(days=31)
        raise_hits(conn, [hit(two, 2, applicant="甲贸易行")], post, later)
        assert campaigns.report(conn, post, later) == 0


def test_a_large_agency_needs_more_rights_than_an_applicant(
    database: Database, post: Post, clock: Clock
) -> None:
    with database.write() as conn:
        for n in range(1, 6):
            entry = firm_entry("a", n)
            keep(conn, [entry], clock())
            raise_hits(
                conn, [hit(entry, n, applicant=f"申请人{n}号商行", agent="示例代理有限公司")], post, clock()
            )
            kinds = {kind for kind, _ in campaigns.find_campaigns(conn, clock())}
            assert ("agent" in kinds) == (n >= 5)


def test_one_mark_on_two_lists_is_one_right(database: Database, post: Post, clock: Clock) -> None:
    one = firm_entry("a", 1)
    twice = [one, one.model_copy(update={"id": one.id + "-2"})]
    with database.write() as conn:
        keep(conn, twice, clock())
        raise_hits(conn, [hit(e, n, applicant="甲贸易行") for n, e in enumerate(twice)], post, clock())
        assert campaigns.find_campaigns(conn, clock()) == {}


def test_answers_to_the_sample_are_read_line_by_line() -> None:
    text = "3 需要\n5 不需要\n第7号：不要，8 要\n9 需要 9 不需要\n> 1 需要\n随便说说 12"
    assert sampling.read_answers(text) == {3: "needed", 5: "unneeded", 7: "unneeded", 8: "needed"}


@given(st.text(max_size=300))
def test_no_answer_makes_the_reader_fail(text: str) -> None:
    assert all(one in ("needed", "unneeded") for one in sampling.read_answers(text).values())


def test_recall_is_estimated_with_its_error_and_a_line_is_suggested_not_set(
    database: Database, clock: Clock
) -> None:
    body = {"mark": "m", "watched": "w", "about": "a"}
    drawn = [sampling.Drawn(f"e{n}", f"s:{n}", 0.45 - n // 10 / 10, n // 10, 100, body) for n in range(30)]
    with database.write() as conn:
        assert sampling.keep(conn, "2026-10", drawn, clock()) == 30
        assert sampling.keep(conn, "2026-10", drawn, clock()) == 0
        said = {n: "needed" if n <= 4 or n == 11 else "unneeded" for n in range(1, 31)}
        assert sampling.answer(conn, "2026-10", said, "officer:desk@office.test", clock()) == 30
        made = sampling.estimate(conn, "2026-10", 150, 0.5)
        assert made.missed == 50 and made.recall == 0.75 and made.needed == 5
        assert 0.55 < made.low < made.recall < made.high < 0.95
        assert made.suggested == 0.4, "the first band is worth its mails, the second is not"
        number = sampling.suggest(conn, made, 0.5, clock())
        assert sampling.accepted_threshold(conn) is None
        assert sampling.accept(conn, number, "王值班", clock()) == 0.4
        assert sampling.accept(conn, number, "王值班", clock()) is None
        assert sampling.accepted_threshold(conn) == 0.4


def test_a_sample_without_a_find_is_not_called_certain(database: Database, clock: Clock) -> None:
    body = {"mark": "m", "watched": "w", "about": "a"}
    drawn = [sampling.Drawn(f"e{n}", f"s:{n}", 0.45, 0, 500, body) for n in range(10)]
    with database.write() as conn:
        sampling.keep(conn, "2026-10", drawn, clock())
        sampling.answer(conn, "2026-10", dict.fromkeys(range(1, 11), "unneeded"), "x", clock())
        made = sampling.estimate(conn, "2026-10", 100, 0.5)
    assert made.recall == 1.0 and made.low < 0.8 and made.suggested == 0.5
