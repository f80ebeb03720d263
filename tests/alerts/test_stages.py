"""Findings become cases and mails: each once, all counted, what is settled stays quiet."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from alerts.batch import Post
from alerts.decide import decide
from alerts.decisions import Decision
from alerts.letters import alert as alert_module
from config.database import Database
from config.schema import alerts, hits, journal, outbox, pending
from config.settings import Settings
from tests.alerts.cases import OFFICER, entry, filing, finding, hit, risk, run, subjects

DESK, OVERSEAS, FIRM = (
    "officer:desk@office.test",
    "overseas:overseas@office.test",
    "enterprise:firm@corp.test",
)


def test_one_finding_is_one_case_and_one_mail_for_desk_and_firm(
    database: Database, installation: Settings, now: datetime
) -> None:
    with database.write() as conn:
        counts = run(conn, installation, [finding(entry(), filing())], now)
        assert counts["open"] == counts["alerts"] == 1
        assert len(subjects(conn, DESK)) == len(subjects(conn, FIRM)) == 1
        assert "A-1" in subjects(conn, FIRM)[0] and "2027-01-20" in subjects(conn, FIRM)[0]
        again = run(conn, installation, [finding(entry(), filing())], now)
        assert again["alerts"] == 0
        assert len(subjects(conn, DESK)) == 1


def test_two_entries_of_one_firm_share_the_case_of_one_filing(
    database: Database, installation: Settings, now: datetime
) -> None:
    with database.write() as conn:
        found = [finding(entry(1), filing()), finding(entry(2, text="锦官"), filing())]
        assert run(conn, installation, found, now)["alerts"] == 1
        assert conn.execute(select(func.count()).select_from(hits)).scalar_one() == 2


def test_below_the_line_is_stored_and_counted_but_raises_nothing(
    database: Database, installation: Settings, now: datetime
) -> None:
    low = finding(entry(), filing(), hit=hit(entry(), filing(), 0.5))
    with database.write() as conn:
        counts = run(conn, installation, [low, finding(entry(), filing(2))], now)
        assert counts["below"] + counts["quiet"] + counts["open"] == 2
        assert counts["alerts"] == 1


def test_a_foreign_register_goes_to_the_overseas_desk_with_the_centre_in_copy(
    database: Database, installation: Settings, now: datetime
) -> None:
    abroad = finding(entry(), filing(jurisdiction="US"), risk=risk(desk="overseas"))
    with database.write() as conn:
        run(conn, installation, [abroad], now)
        assert len(subjects(conn, OVERSEAS)) == len(subjects(conn, DESK)) == 1


def test_forty_alerts_are_one_digest_that_counts_forty(
    database: Database, installation: Settings, now: datetime
) -> None:
    found = [finding(entry(), filing(n), risk=risk("红" if n == 7 else "蓝")) for n in range(1, 41)]
    with database.write() as conn:
        run(conn, installation, found, now)
        (subject,) = subjects(conn, DESK)
        assert "40 件预警（红1 蓝39）" in subject and "首件 A-7" in subject
        assert conn.execute(select(func.count()).where(pending.c.outbox_id.is_(None))).scalar_one() == 0


@pytest.mark.slow
def test_ten_thousand_hits_fit_one_digest_under_the_limit_and_are_all_counted(
    database: Database, installation: Settings, now: datetime
) -> None:
    """D6: at most one mail for a receiver in five minutes, counting exactly 10,000."""
    found = [finding(entry(receiver=""), filing(n)) for n in range(1, 10_001)]
    with database.write() as conn:
        run(conn, installation, found, now)
        rows = conn.execute(select(outbox.c.subject, outbox.c.mime, outbox.c.alert_ids)).all()
    assert len(rows) == 1
    assert "10000 件预警" in rows[0].subject
    assert len(rows[0].mime) < 512 * 1024
    assert len(rows[0].alert_ids) == 10_000


def test_news_gathers_after_a_mail(database: Database, installation: Settings, now: datetime) -> None:
    gather = installation.model_copy(
        update={"alerts": installation.alerts.model_copy(update={"digest_minutes": 5})}
    )
    with database.write() as conn:
        run(conn, gather, [finding(entry(), filing(1))], now)
        for n in (2, 3):
            run(conn, gather, [finding(entry(), filing(n))], now + timedelta(minutes=1))
        assert len(subjects(conn, DESK)) == 1
        run(conn, gather, [finding(entry(), filing(4))], now + timedelta(minutes=6))
        assert len(subjects(conn, DESK)) == 2
        assert "3 件" in subjects(conn, DESK)[1]


def test_a_changed_fact_is_told_once_in_the_same_thread(
    database: Database, installation: Settings, now: datetime
) -> None:
    """D7: one follow-up for a change, none for a mere repetition."""
    with database.write() as conn:
        run(conn, installation, [finding(entry(), filing())], now)
        changed = filing(nice_classes=(30, 43))
        for _ in range(3):
            run(conn, installation, [finding(entry(), changed, record_revision=2)], now)
        rows = conn.execute(select(outbox).where(outbox.c.receiver == FIRM).order_by(outbox.c.id)).all()
    assert len(rows) == 2
    assert rows[0].message_id.encode() in rows[1].mime.split(b"\r\n\r\n")[0]


def test_what_was_dismissed_stays_quiet_until_something_changes(
    database: Database, installation: Settings, now: datetime
) -> None:
    with database.write() as conn:
        run(conn, installation, [finding(entry(), filing())], now)
        done = decide(
            conn, Decision("dismiss", 1, reason="F2"), OFFICER, Post(installation), now, channel="reply"
        )
        assert done.done
        same = finding(entry(), filing(2))
        assert run(conn, installation, [same], now)["quiet"] == 1
        for change, why in (
            ({"nice_classes": (30, 35)}, "新增类别"),
            ({"event": "registered"}, "程序阶段变化"),
        ):
            reopened = finding(entry(), filing(3, **change))
            assert run(conn, installation, [reopened], now)["open"] == 1, why
            assert why in reopened.reopens and "王值班" in reopened.reopens
            newest = conn.execute(select(func.max(alerts.c.id))).scalar_one()
            again = Decision("dismiss", newest, reason="F2")
            decide(conn, again, OFFICER, Post(installation), now, channel="reply")


def test_a_settled_case_reopens_when_its_filing_changes_owner(
    database: Database, installation: Settings, now: datetime
) -> None:
    with database.write() as conn:
        run(conn, installation, [finding(entry(), filing())], now)
        decide(conn, Decision("dismiss", 1, reason="F3"), OFFICER, Post(installation), now, channel="reply")
        run(conn, installation, [finding(entry(), filing(applicant="另一示例行"), record_revision=2)], now)
        assert conn.execute(select(alerts.c.state)).scalar_one() == "verifying"
        note = conn.execute(select(journal.c.note).where(journal.c.verb == "reopen")).scalar_one()
    assert "王值班" in note and "变更" in note


def test_a_silence_hides_mail_and_never_state_nor_a_higher_level(
    database: Database, installation: Settings, now: datetime
) -> None:
    """D9."""
    with database.write() as conn:
        run(conn, installation, [finding(entry(), filing(1), risk=risk("黄"))], now)
        decide(conn, Decision("silence", 1, days=30), OFFICER, Post(installation), now, channel="reply")
        before = len(subjects(conn, DESK))
        counts = run(conn, installation, [finding(entry(), filing(2), risk=risk("黄"))], now)
        assert counts["silenced"] == counts["alerts"] == counts["hidden"] == 1
        assert len(subjects(conn, DESK)) == before
        run(conn, installation, [finding(entry(), filing(3), risk=risk("红"))], now)
        assert len(subjects(conn, DESK)) == before + 1
        run(conn, installation, [finding(entry(), filing(4), risk=risk("黄"))], now + timedelta(days=31))
        assert len(subjects(conn, DESK)) == before + 2


def test_no_state_without_a_journal_row(database: Database, installation: Settings, now: datetime) -> None:
    with database.write() as conn:
        run(conn, installation, [finding(entry(), filing(n)) for n in range(1, 6)], now)
        told = conn.execute(select(journal.c.alert_id).where(journal.c.verb == "open")).scalars().all()
    assert sorted(told) == [1, 2, 3, 4, 5]


def test_a_dropped_receiver_in_the_dedup_key_would_merge_two_firms(
    database: Database, installation: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seeded fault of D1 and of the wall: without the receiver in the key two firms share one case."""
    found = [finding(entry(1), filing()), finding(entry(2, receiver="other@corp.test", tenant="b"), filing())]
    with database.write() as conn:
        assert run(conn, installation, found, now)["alerts"] == 2
    monkeypatch.setattr("alerts.cases.case_key", lambda receiver, record, tenant: record.record_id + "x")
    with database.write() as conn:
        assert run(conn, installation, found, now)["alerts"] == 1, "the fault shows"


def test_causes_have_words() -> None:
    assert alert_module.cause_word("decision:accept") == "处理进展"
    assert alert_module.cause_word("new") == ""
