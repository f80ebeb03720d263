"""What an answer does to the database: the genuine once, the forged never, the unclear with help at most once."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from sqlalchemy import select

from config.database import Database
from config.schema import alerts, journal, judgements, mails_in, outbox, receivers, silences
from config.settings import Settings
from tests.alerts.answers import Answerer
from tests.alerts.cases import entry, filing, finding, run

DESK, DEPUTY, FIRM = "officer:desk@office.test", "officer:deputy@office.test", "enterprise:firm@corp.test"
OPEN_AUTH = {"trusted_domains": ["office.test", "corp.test"]}


@pytest.fixture
def office(database: Database, installation: Settings, now: datetime) -> Answerer:
    trusted = installation.mail.model_copy(update={"trusted_domains": ("office.test", "corp.test")})
    settings = installation.model_copy(update={"mail": trusted})
    answerer = Answerer(database, settings, now)
    with database.write() as conn:
        from alerts import receivers as people
        from alerts import stages
        from alerts.batch import Batch
        from tests.alerts.cases import _store

        people.sync_people(conn, settings.office, now)
        found = [finding(entry(), filing())]
        for one in found:
            _store(conn, one, now)
        stages.run(Batch(conn, now, answerer.intake.post, found))
    return answerer


def digest(database: Database) -> str:
    """A hash over everything a decision could touch."""
    with database.read() as conn:
        rows = [
            conn.execute(select(table).order_by(table.c.id)).all()
            for table in (alerts, journal, judgements, silences)
        ]
        addresses = conn.execute(select(receivers.c.id, receivers.c.state).order_by(receivers.c.id)).all()
    return hashlib.sha256(repr((rows, addresses)).encode()).hexdigest()


def state(database: Database) -> str:
    with database.read() as conn:
        return str(conn.execute(select(alerts.c.state).where(alerts.c.id == 1)).scalar_one())


def test_the_officer_answers_and_gets_a_receipt_and_the_firm_is_told(office: Answerer) -> None:
    received = office.say(DESK, "受理\r\n")
    assert received.verdict == "applied", received.why
    assert state(office.database) == "accepted"
    (receipt,) = office.letters(DESK, "receipt")
    assert "待受理 → 已受理" in receipt.subject
    assert "处理进展" in office.letters(FIRM)[-1].subject


def test_a_reply_delivered_twenty_times_from_two_folders_is_applied_once(office: Answerer) -> None:
    """M3."""
    raw = office.answer(office.letters(DESK)[0], "受理\r\n")
    results = [
        office.receive(b"Received: by mx%d\r\n" % n + raw, "imap" if n % 2 else "folder") for n in range(20)
    ]
    assert [r.verdict for r in results] == ["applied"] + ["repeat"] * 19
    assert len(office.letters(DESK, "receipt")) == 1
    with office.database.read() as conn:
        assert len(conn.execute(select(mails_in.c.id)).all()) == 1


def test_undo_by_reply_to_the_receipt(office: Answerer) -> None:
    office.say(DESK, "排除 F2")
    assert state(office.database) == "false_positive"
    receipt = office.letters(DESK, "receipt")[0]
    assert office.receive(office.answer(receipt, "撤销")).verdict == "applied"
    assert state(office.database) == "new"


def test_a_later_conflicting_answer_of_a_colleague_is_told_the_state(office: Answerer) -> None:
    with office.database.write() as conn:
        run(conn, office.settings, [], office.now)
    office.say(DESK, "排除 F2")
    before = digest(office.database)
    letter = office.letters(DESK)[0]
    again = office.receive(office.answer(letter, "受理"))
    assert again.verdict == "help" and "王值班" in again.why
    assert digest(office.database) == before


@pytest.mark.parametrize(
    "text",
    ["不受理", "暂不排除", "是否受理？", "排除", "延后 0 天", "如果属实就受理", "受理 A-99", "合并 A-77"],
)
def test_what_is_unclear_or_impossible_changes_nothing_and_gets_one_help(office: Answerer, text: str) -> None:
    before = digest(office.database)
    for _ in range(3):
        assert office.say(DESK, text).verdict == "help"
    assert digest(office.database) == before
    assert len(office.letters(DESK, "help")) <= 1


def test_two_machines_do_not_talk(office: Answerer) -> None:
    """M7: an auto-responder gets no answer at all."""
    before = len(office.letters(DESK))
    for n in range(30):
        headers = {"Auto_Submitted": "auto-replied"} if n % 2 else {"Subject": "自动回复: 我在休假"}
        assert office.say(DESK, "您好，我正在休假。受理", **headers).verdict == "ignored"
    assert len(office.letters(DESK)) == before
    assert state(office.database) == "new"


def _other_case(office: Answerer) -> Any:
    with office.database.write() as conn:
        run(
            conn,
            office.settings,
            [finding(entry(9, receiver="other@corp.test", tenant="o"), filing(9))],
            office.now,
        )
    return office.letters("enterprise:other@corp.test")[0]


FORGERIES: dict[str, Any] = {
    "1 no token": lambda o, t: o.answer(t, "受理", To="alert@zhiwei.test"),
    "2 guessed token": lambda o, t: o.answer(t, "受理", To="t+aaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaa@zhiwei.test"),
    "3 token of another case": lambda o, t: o.answer(_other_case(o), "受理 A-1", sender="other@corp.test"),
    "6 stranger": lambda o, t: o.answer(t, "受理", sender="eve@evil.test"),
    "7 colleague in copy": lambda o, t: o.answer(t, "受理", sender="ops@office.test"),
    "10 look-alike domain": lambda o, t: o.answer(t, "受理", sender="desk@0ffice.test"),
    "10b punycode": lambda o, t: o.answer(t, "受理", sender="desk@xn--ffice-0ye.test"),
    "11 display name": lambda o, t: o.answer(t, "受理", sender='"desk@office.test" <eve@evil.test>'),
    "13 two From": lambda o, t: b"From: eve@evil.test\r\n" + o.answer(t, "受理"),
    "14 two mailboxes": lambda o, t: o.answer(t, "受理", sender="desk@office.test, eve@evil.test"),
    "14b comment": lambda o, t: o.answer(t, "受理", sender="eve@evil.test(<desk@office.test>)"),
    "16 second Subject": lambda o, t: b"Subject: x\r\n" + o.answer(t, "受理"),
    "19 quoted command": lambda o, t: o.answer(t, "收到，谢谢"),
    "20 attachment": lambda o, t: o.answer(t, "", Content_Type='text/plain; name="a.txt"', Content_Disposition="attachment"),
    "20b zero width": lambda o, t: o.answer(t, "不\u200b受\u200b理"),
    "21 auto-reply": lambda o, t: o.answer(t, "受理", Auto_Submitted="auto-replied"),
    "22 bounce": lambda o, t: o.answer(t, "受理", sender="<>", Content_Type="multipart/report; boundary=x"),
    "24 list": lambda o, t: o.answer(t, "受理", List_Id="<all.office.test>"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_changes_nothing(office: Answerer, name: str) -> None:
    """M1 at the level of the database; the classes that need DKIM are in the tests of authentication."""
    letter = office.letters(DESK)[0]
    forged = [FORGERIES[name](office, letter) for _ in range(10)]
    before = digest(office.database)
    for raw in forged:
        assert office.receive(raw).verdict in ("refused", "ignored", "help", "bounce")
    assert digest(office.database) == before


def test_an_unauthenticated_answer_is_asked_about_at_the_registered_mailbox(
    database: Database, installation: Settings, now: datetime, office: Answerer
) -> None:
    strict = installation.mail.model_copy(update={"trusted_domains": ()})
    asked = Answerer(database, installation.model_copy(update={"mail": strict}), now)
    letter = office.letters(DESK)[0]
    before = digest(database)
    assert asked.receive(asked.answer(letter, "受理")).verdict == "challenged"
    assert digest(database) == before
    (question,) = office.letters(DESK, "challenge")
    assert question.address == "desk@office.test"
    asked.now = now + timedelta(minutes=5)
    assert asked.receive(asked.answer(question, "是")).verdict == "applied"
    assert state(database) == "accepted"
    assert asked.receive(asked.answer(question, "是", Message_ID="<again@x.test>")).verdict == "refused", (
        "once"
    )


def test_an_hour_later_the_question_is_void(
    database: Database, installation: Settings, now: datetime, office: Answerer
) -> None:
    strict = installation.mail.model_copy(update={"trusted_domains": ()})
    asked = Answerer(database, installation.model_copy(update={"mail": strict}), now)
    asked.receive(asked.answer(office.letters(DESK)[0], "受理"))
    asked.now = now + timedelta(minutes=61)
    assert asked.receive(asked.answer(office.letters(DESK, "challenge")[0], "是")).verdict == "refused"
    assert state(database) == "new"


def test_a_reply_address_ends_after_thirty_days(office: Answerer) -> None:
    raw = office.answer(office.letters(DESK)[0], "受理")
    office.now += timedelta(days=31)
    assert office.receive(raw).verdict == "help"
    assert state(office.database) == "new"


def test_accepting_by_token_alone_would_let_a_copy_holder_act(
    office: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seeded fault of M1."""
    monkeypatch.setattr("alerts.intake.identity.is_bound", lambda registered, sender: True)
    raw = FORGERIES["7 colleague in copy"](office, office.letters(DESK)[0])
    assert office.receive(raw).verdict == "applied", "the fault shows"


@hypothesis(max_examples=60)
@given(st.binary(max_size=2000))
def test_no_bytes_make_the_intake_fail(raw: bytes) -> None:
    from alerts.replies import read_reply
    from alerts.replies.gates import form_refusal

    form_refusal(raw)
    assert read_reply(raw).verdict in ("apply", "help", "ignore")


def test_what_was_told_is_counted(office: Answerer) -> None:
    with office.database.read() as conn:
        assert len(conn.execute(select(outbox.c.id)).all()) == 2
