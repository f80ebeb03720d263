"""Import, match, reply, silence, crash and clock in any order: inputs = outcomes, no state without a journal row."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select, update

from alerts.batch import Post
from alerts.decide import decide, undo
from alerts.decisions import Decision
from alerts.states import machine
from config.database import Database
from config.schema import alerts, hits, journal, outbox, pending, receivers
from config.settings import Settings
from monitor.jobs import keep
from tests.alerts import cases
from tests.conftest import NOW

VERBS = (
    Decision("accept", 0),
    Decision("dismiss", 0, reason="F2"),
    Decision("overseas", 0),
    Decision("assign", 0, to="李副班"),
    Decision("snooze", 0, days=3),
    Decision("silence", 0, days=5),
    Decision("note", 0, note="已联系"),
    Decision("confirm", 0),
    Decision("close", 0, outcome="平台下架"),
    Decision("reopen", 0),
    Decision("authorised", 0),
    Decision("assist", 0),
)
PEOPLE = (cases.OFFICER, cases.DEPUTY, cases.LEAD, cases.FIRM)


class Crash(Exception):
    """The process ends in the middle of a transaction."""


class Office(RuleBasedStateMachine):
    """The model is small: what was fed in, and what the product says became of it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        home = Path(self.folder.name)
        (home / "data").mkdir()
        people = [
            {"name": "王值班", "address": "desk@office.test", "role": "officer"},
            {"name": "李副班", "address": "deputy@office.test", "role": "officer"},
            {"name": "赵负责", "address": "lead@office.test", "role": "lead"},
            {"name": "海外中心", "address": "overseas@office.test", "role": "overseas"},
        ]
        self.settings = Settings(home=home, office={"people": people}, alerts={"digest_minutes": 0})
        self.database = Database(self.settings.database_url)
        self.database.migrate()
        self.now, self.fed, self.ledger = NOW, 0, Counter()
        self.revisions: dict[int, int] = {}

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()

    def _match(self, number: int, score: float, crash: bool, **changes: Any) -> None:
        record = cases.filing(number, **changes)
        watched = cases.entry()
        one = cases.finding(watched, record, hit=cases.hit(watched, record, score))
        one.record_revision = self.revisions.get(number, 1)
        try:
            with self.database.write() as conn:
                counts = cases.run(conn, self.settings, [one], self.now)
                if crash:
                    raise Crash
        except Crash:
            return
        self.fed += 1
        self.ledger += counts

    @rule(number=st.integers(1, 6), score=st.sampled_from((0.5, 0.9)), crash=st.booleans())
    def match(self, number: int, score: float, crash: bool) -> None:
        """A record is matched, perhaps again, perhaps by a process that dies before the commit."""
        self._match(number, score, crash)

    @rule(number=st.integers(1, 6), change=st.sampled_from(("applicant", "classes")))
    def changed(self, number: int, change: str) -> None:
        """The same filing with another owner or class."""
        self.revisions[number] = self.revisions.get(number, 1) + 1
        more: dict[str, Any] = (
            {"applicant": "另一示例行"} if change == "applicant" else {"nice_classes": (30, 43)}
        )
        self._match(number, 0.9, False, **more)

    @rule(
        who=st.sampled_from(PEOPLE),
        verb=st.sampled_from(VERBS),
        alert=st.integers(1, 7),
        times=st.integers(1, 2),
        crash=st.booleans(),
    )
    def decided(self, who: Any, verb: Decision, alert: int, times: int, crash: bool) -> None:
        """Somebody decides, perhaps twice, perhaps too late, perhaps what is not theirs."""
        wanted = Decision(
            verb.verb, alert, verb.reason, verb.days, verb.to, verb.into, verb.note, verb.outcome
        )
        for _ in range(times):
            try:
                with self.database.write() as conn:
                    decide(conn, wanted, who, Post(self.settings), self.now, channel="reply")
                    if crash:
                        raise Crash
            except Crash:
                continue

    @rule(who=st.sampled_from(PEOPLE))
    def undone(self, who: Any) -> None:
        """Somebody takes back."""
        with self.database.write() as conn:
            undo(conn, who, Post(self.settings), self.now, channel="reply")

    @rule(days=st.integers(0, 20), minutes=st.integers(0, 40))
    def time_passes(self, days: int, minutes: int) -> None:
        """The clock moves and the keeping job runs."""
        self.now += timedelta(days=days, minutes=minutes)
        keep.keep(self.database, Post(self.settings), self.now)

    @rule()
    def firm_is_suspended(self) -> None:
        """The firm's mailbox bounced."""
        with self.database.write() as conn:
            conn.execute(update(receivers).where(receivers.c.role == "enterprise").values(state="suspended"))

    @invariant()
    def inputs_are_outcomes(self) -> None:
        """findings = below + quiet + open, always."""
        assert self.ledger["below"] + self.ledger["quiet"] + self.ledger["open"] == self.fed

    @invariant()
    def no_state_without_a_journal_row(self) -> None:
        """The newest row of a case says its present state; each case was opened once."""
        with self.database.read() as conn:
            rows = conn.execute(select(journal).order_by(journal.c.id)).all()
            states = {row.id: row.state for row in conn.execute(select(alerts.c.id, alerts.c.state))}
        newest = {row.alert_id: row.after for row in rows}
        assert newest == states
        assert Counter(r.alert_id for r in rows if r.verb == "open") == Counter(dict.fromkeys(states, 1))
        assert set(states.values()) <= {*machine().open, *machine().settled}
        last: dict[int, str] = {}
        for row in rows:
            assert row.before == last.get(row.alert_id, ""), "an unbroken chain"
            last[row.alert_id] = row.after

    @invariant()
    def every_open_hit_is_in_a_case_and_all_due_news_has_left(self) -> None:
        """Nothing waits in silence but for a receiver that cannot be reached."""
        with self.database.read() as conn:
            loose = conn.execute(select(hits.c.id).where(hits.c.quiet == "", hits.c.alert_id.is_(None))).all()
            stuck = conn.execute(
                select(pending.c.id)
                .join(receivers, receivers.c.id == pending.c.receiver)
                .where(pending.c.outbox_id.is_(None), receivers.c.state == "active", pending.c.due_at <= "9")
            ).all()
            ids = conn.execute(select(outbox.c.message_id)).scalars().all()
        assert not loose
        assert len(ids) == len(set(ids))
        assert not stuck or len(ids) >= 20, "only a receiver at its daily cap may wait"


TestOffice = Office.TestCase
TestOffice.settings = hypothesis(
    max_examples=25, stateful_step_count=25, suppress_health_check=list(HealthCheck), deadline=None
)


def test_a_state_changed_without_a_row_is_seen() -> None:
    """The seeded fault: writing the state past the journal breaks the invariant."""
    office = Office()
    try:
        office.match(1, 0.9, False)
        with office.database.write() as conn:
            conn.execute(update(alerts).values(state="closed"))
        broken = False
        try:
            office.no_state_without_a_journal_row()
        except AssertionError:
            broken = True
        assert broken
    finally:
        office.teardown()
