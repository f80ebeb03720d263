"""Whatever the order of events: no alert to who did not agree or has left, nothing of one firm for the other."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select, true

from alerts import outbox, receivers, weekly
from alerts.batch import Post
from alerts.decide import decide
from alerts.decisions import Actor, Decision
from alerts.subscriptions import book, steps
from alerts.tenancy import View
from config.database import Database
from config.settings import Settings
from tests.subscriptions.office import (
    digest_all,
    firm_entry,
    hit,
    keep,
    list_entry,
    mails,
    raise_hits,
    text_of,
    with_pages,
)
from watchlists.subscriptions import Scope, Wish

FIRMS = ("a", "b")
NAMES = st.sampled_from(FIRMS)
LEVELS = st.sampled_from(("蓝", "黄", "橙", "红"))
START = datetime(2026, 11, 23, 1, tzinfo=UTC)


class Order(RuleBasedStateMachine):
    """The model keeps, in plain dictionaries, who agreed to what."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="zw-order-"))
        (self.home / "keys").mkdir()
        (self.home / "keys" / "secret").write_text("0123456789abcdef" * 4)
        people = [{"name": "王", "address": "desk@office.test", "role": "officer"}]
        bare = Settings(
            home=self.home, office={"name": "示例", "people": people}, alerts={"digest_minutes": 0}
        )
        self.settings = with_pages(
            bare.model_copy(update={"mail": bare.mail.model_copy(update={"sender": "z@zw.test"})})
        )
        self.database = Database(self.settings.database_url)
        self.database.migrate()
        self.post = Post(self.settings)
        self.now = START
        self.numbers: dict[int, tuple[str, str]] = {}  # subscription → (firm, kind)
        self.active: set[int] = set()
        self.record = 0
        self.ended_at_mail: dict[str, int] = {}

    def teardown(self) -> None:
        self.database.close()
        shutil.rmtree(self.home)

    @initialize()
    def office(self) -> None:
        with self.database.write() as conn:
            receivers.sync_people(conn, self.settings.office, self.now)
            # entries name no mailbox: only a subscription lets a firm hear
            keep(conn, [*(firm_entry(n, receiver="") for n in FIRMS), list_entry()], self.now)

    def address(self, name: str) -> str:
        return f"{name}@firm-{name}.test"

    @rule(name=NAMES, kind=st.sampled_from(("own", "list")))
    def apply_for(self, name: str, kind: str) -> None:
        scope = Scope() if kind == "own" else Scope(kind="list", category="GI")
        with self.database.write() as conn:
            wish = Wish("subscribe", name=name, scopes=(scope,))
            for number in steps.apply_for(conn, self.address(name), wish, self.post, self.now, origin="page"):
                self.numbers[number] = (name, kind)
            conn.execute(
                book.people.update()
                .where(book.people.c.id == book.receiver_id(self.address(name)))
                .values(tenant=f"firm-{name}")
            )

    @rule(pick=st.integers(0, 9))
    def confirm(self, pick: int) -> None:
        if not self.numbers:
            return
        number = sorted(self.numbers)[pick % len(self.numbers)]
        with self.database.write() as conn:
            if steps.confirmed(conn, [number], self.post, self.now, channel="page") is not None:
                self.active.add(number)

    @rule(pick=st.integers(0, 9))
    def leave(self, pick: int) -> None:
        if not self.numbers:
            return
        number = sorted(self.numbers)[pick % len(self.numbers)]
        with self.database.write() as conn:
            if steps.left(conn, number, self.post, self.now, channel="page", why="x") is not None:
                del self.numbers[number]
                self.active.discard(number)

    @rule(name=NAMES, level=LEVELS, again=st.booleans())
    def own_hit(self, name: str, level: str, again: bool) -> None:
        self.record += not again
        with self.database.write() as conn:
            raise_hits(conn, [hit(firm_entry(name, receiver=""), self.record, level)], self.post, self.now)

    @rule(level=LEVELS)
    def common_hit(self, level: str) -> None:
        """One record that resembles an entry of each."""
        self.record += 1
        found = [hit(firm_entry(n, receiver=""), self.record, level) for n in FIRMS]
        with self.database.write() as conn:
            raise_hits(conn, [*found, hit(list_entry(), self.record, level)], self.post, self.now)

    @rule(name=NAMES, pace=st.sampled_from(("now", "daily", "weekly")), minimum=LEVELS)
    def change(self, name: str, pace: str, minimum: str) -> None:
        with self.database.write() as conn:
            if receivers.find(conn, book.receiver_id(self.address(name))) is not None:
                values = {"cadence": pace, "minimum": minimum}
                book.set_preferences(conn, book.receiver_id(self.address(name)), values, self.now)

    @rule(pick=st.integers(0, 30), verb=st.sampled_from(("accept", "dismiss")))
    def desk_decides(self, pick: int, verb: str) -> None:
        with self.database.write() as conn:
            rows = View.office(conn).alerts(limit=500)
            if rows:
                number = rows[pick % len(rows)].id
                actor = Actor("officer:desk@office.test", "officer", "王")
                decide(
                    conn, Decision(verb, number, reason="F2"), actor, self.post, self.now, channel="command"
                )

    @rule(hours=st.sampled_from((1, 9, 24, 170)))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        with self.database.write() as conn:
            digest_all(conn, self.post, self.now)
            weekly.send_weekly(conn, [], self.post, self.now)

    @rule()
    def send(self) -> None:
        """The sender takes everything; to whom it then goes is judged by the model."""
        with self.database.write() as conn:
            while (mail := outbox.claim(conn, "w", self.now)) is not None:
                if (
                    mail.kind in ("alert", "digest", "coverage", "campaign")
                    and mail.address != "desk@office.test"
                ):
                    name = mail.address.partition("@")[0]
                    mine = [self.numbers[n] for n in self.active if n in self.numbers]
                    assert any(firm == name for firm, _ in mine), (
                        f"{mail.kind} to {mail.address} who agreed to nothing"
                    )
                outbox.mark_sent(conn, mail, "w", self.now)

    @invariant()
    def nothing_of_one_for_the_other(self) -> None:
        with self.database.read() as conn:
            for name, other in (FIRMS, FIRMS[::-1]):
                seen = "".join(text_of(m) for m in mails(conn, self.address(name)))
                assert f"{other.upper()}家糖坊" not in seen and f"{other.upper()}公司" not in seen
                view = View.tenant(conn, f"firm-{name}")
                assert {e.tenant for e in view.entries()} <= {f"firm-{name}"}
                assert {h.entry_id for h in view.hits(limit=500)} <= {f"{name}-1"}

    @invariant()
    def nobody_is_active_without_a_button(self) -> None:
        with self.database.read() as conn:
            for name in FIRMS:
                agreed = any(self.numbers.get(n, ("",))[0] == name for n in self.active)
                known = receivers.find(conn, book.receiver_id(self.address(name))) is not None
                assert known == agreed

    @invariant()
    def figures_are_the_firms_own(self) -> None:
        with self.database.read() as conn:
            for name in FIRMS:
                view = View.tenant(conn, f"firm-{name}")
                assert view.figures(START, self.now + timedelta(days=1)).hits == len(view.hits(limit=500))


LIMITS = settings(
    max_examples=30,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_whatever_the_order_of_events() -> None:
    run_state_machine_as_test(Order, settings=LIMITS)  # type: ignore[no-untyped-call]


def test_a_few_orders_on_every_change() -> None:
    few = settings(LIMITS, max_examples=3, stateful_step_count=15)
    run_state_machine_as_test(Order, settings=few)  # type: ignore[no-untyped-call]


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["unconfirmed", "no wall"])
def test_the_machine_finds_a_seeded_fault(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if fault == "unconfirmed":
        monkeypatch.setattr(
            receivers,
            "find",
            lambda conn, one: _any_state(conn, one),  # whoever asked is taken for active
        )
    else:
        monkeypatch.setattr("alerts.tenancy.sees_entry", lambda viewer: true())
    few = settings(LIMITS, max_examples=25, stateful_step_count=25, print_blob=False)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Order, settings=few)  # type: ignore[no-untyped-call]


def _any_state(conn: object, receiver_id: str) -> object:
    row = conn.execute(select(book.people).where(book.people.c.id == receiver_id)).first()  # type: ignore[attr-defined]
    return None if row is None else receivers._receiver(row)
