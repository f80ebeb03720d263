"""A frozen clock walks 120 days over 500 cases: each level, reminder and expiry once, on the right day."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from alerts.model import Hit, Level
from crawlers.records import Filing, Listing
from monitor.risk.levels import assess, table_cell
from monitor.risk.policy import rank, shipped_policy
from monitor.risk.recompute import CaseFacts, apply, colour_day, next_turn, recompute
from watchlists.entries import WatchEntry

LADDER = shipped_policy()
START, DAYS = date(2026, 7, 1), 120
ENTRY = WatchEntry(id="e", category="TM", text="蓉知味")


def hit(score):
    return Hit(
        entry_id="e", record_id="r", score=score, per_100k=1, threshold=0.5, alert=True, relation="same item"
    )


def case(number, score, record, **more):
    risk = assess(hit(score), ENTRY, record, today=START)
    facts = {"number": number, "state": "new", "level": risk.level, "risk": risk, "hit": hit(score)}
    return CaseFacts(**(facts | {"entry": ENTRY, "record": record, "opened_on": START} | more))


def published(day, **more):
    return Filing(source="s", native_id="1", text="蓉之味", event="published", event_on=day, **more)


def five_hundred():
    """Publications of 110 days before the start, four strengths, some decided, some set by hand."""
    found = []
    for n in range(500):
        day = START - timedelta(days=n % 110)
        more = {"decided": n % 7 == 0, "level_by": "张三" if n % 11 == 0 else ""}
        more["state"] = "closed" if n % 13 == 0 else "new"
        record = Listing(source="s", native_id="1", text="蓉之味") if n % 17 == 0 else published(day)
        found.append(case(n, (0.55, 0.7, 0.85, 0.99)[n % 4], record, **more))
    return found


def walk(cases):
    """Every change with its day, as a daemon applies them at 00:05 of each day."""
    kept = {one.number: one for one in cases}
    seen = []
    for n in range(1, DAYS + 1):
        today = START + timedelta(days=n)
        for change in recompute(list(kept.values()), today):
            seen.append((today, change))
            kept[change.number] = apply(kept[change.number], change, today)
        if n % 20 == 1:
            assert recompute(list(kept.values()), today) == [], "a second pass of a day changes nothing"
    return seen, kept


@pytest.fixture(scope="module")
def walked():
    cases = five_hundred()
    return cases, *walk(cases)


def of(seen, number, kind):
    return [(day, change) for day, change in seen if change.number == number and change.kind == kind]


def test_expiry_once_on_the_day_after(walked):
    cases, seen, _ = walked
    for one in cases:
        ends = [d.last_day for d in one.risk.deadlines if d.last_day]
        due = [min(ends) + timedelta(days=1)] if ends and one.state != "closed" else []
        due = [day for day in due if day <= START + timedelta(days=DAYS)]
        assert [day for day, _ in of(seen, one.number, "expired")] == due


def test_levels_change_on_the_days_that_the_table_says(walked):
    """Expected from the table alone, day by day, with the rule that a hand-set level never falls."""
    cases, seen, kept = walked
    for one in cases:
        level, expected = one.level, []
        end = min((d.last_day for d in one.risk.deadlines if d.last_day), default=None)
        for n in range(1, DAYS + 1):
            today = START + timedelta(days=n)
            left = (end - today).days if end and end >= today else None
            new = table_cell(one.risk.severity, left, LADDER)[0]
            held = one.level_by and rank(new) < rank(level)
            if new != level and one.state != "closed" and not held:
                expected.append((today, level, new))
                level = new
        got = [(day, c.before, c.after) for day, c in of(seen, one.number, "level")]
        assert got == expected
        assert kept[one.number].level == level


def test_reminders_once_on_their_days_until_someone_decides(walked):
    cases, seen, _ = walked
    for one in cases:
        got = [day for day, _ in of(seen, one.number, "reminder")]
        assert len(got) == len(set(got))
        if one.decided or one.state == "closed":
            assert got == []
        elif one.risk.deadlines:
            first = one.risk.deadlines[0]
            due = {first.last_day - timedelta(days=n) for n in (30, 14, 7, 3, 1, 0)} | {first.act_by}
            due = sorted(day for day in due if START < day <= START + timedelta(days=DAYS))
            lapsed_repeats = [day for day in got if day > first.last_day]
            assert [day for day in got if day <= first.last_day] == due
            assert all(
                (b - a).days in (7, 14) for a, b in zip(lapsed_repeats, lapsed_repeats[1:], strict=False)
            )


def test_there_was_something_to_see(walked):
    _, seen, _ = walked
    count = Counter(change.kind for _, change in seen)
    assert count["level"] > 300 and count["reminder"] > 1000 and count["expired"] > 300
    assert not count["deadline"]


def test_a_missed_day_is_made_up_for_once():
    one = case(1, 0.99, published(date(2026, 7, 1)))
    later = date(2026, 10, 1)  # thirty, fourteen days before have gone by unseen
    reminders = [c for c in recompute([one], later) if c.kind == "reminder"]
    assert len(reminders) == 1


def test_a_level_set_by_hand_rises_but_never_falls():
    low = case(1, 0.7, published(date(2026, 7, 1)), level=Level.RED, level_by="张三")
    assert not [c for c in recompute([low], START) if c.kind == "level"]
    mild = case(1, 0.99, published(date(2026, 7, 1)), level=Level.BLUE, level_by="张三")
    assert [c.after for c in recompute([mild], START) if c.kind == "level"] == ["橙"]


def test_a_change_of_rule_data_tells_what_moved():
    """A case of the transition whose stored day followed the other reading."""
    from types import SimpleNamespace

    record = published(date(2026, 11, 20))
    today = date(2026, 11, 25)
    stored = assess(hit(0.99), ENTRY, record, today=today)
    one = case(1, 0.99, record, risk=stored, level=stored.level, opened_on=today)
    moved = recompute([one], today, policy=SimpleNamespace(transition_policy="arguable"))
    change = next(c for c in moved if c.kind == "deadline")
    assert "2027-01-20" in change.before and "2027-02-20" in change.after
    assert "CN-OPP-TRANSITION" in change.why and change.policy == LADDER.version


def test_a_change_of_policy_shows_before_it_acts():
    stricter = LADDER.model_copy(update={"version": "test", "assets": LADDER.assets.model_copy(
        update={"weights": LADDER.assets.weights | {"TM": 0.5}})})  # fmt: skip
    one = case(1, 0.99, Listing(source="s", native_id="1", text="蓉之味"))
    (change,) = recompute([one], START, ladder=stricter)
    assert (change.kind, change.before, change.after, change.policy) == ("level", "橙", "蓝", "test")
    assert one.level == "橙" and str(change).startswith("A-1 级别 橙 → 蓝：严重度")


def test_colours_turn_five_minutes_after_midnight_in_chengdu():
    before = datetime(2026, 7, 1, 16, 4, 59, tzinfo=UTC)
    after = datetime(2026, 7, 1, 16, 5, tzinfo=UTC)
    assert (colour_day(before), colour_day(after)) == (date(2026, 7, 1), date(2026, 7, 2))
    assert next_turn(before) == after and next_turn(after) == after + timedelta(days=1)


def test_a_seeded_fault_turns_the_walk_red(walked, monkeypatch):
    """If expiry counted the last day itself as ended, the comparison above would see it."""
    from monitor.risk import recompute as module

    monkeypatch.setattr(module, "passed", lambda d, today: d.last_day is not None and today >= d.last_day)
    cases = five_hundred()[1:40]
    seen, _ = walk_without_rest(cases)
    with pytest.raises(AssertionError):
        test_expiry_once_on_the_day_after((cases, seen, None))


def walk_without_rest(cases):
    kept = {one.number: one for one in cases}
    seen = []
    for n in range(1, DAYS + 1):
        today = START + timedelta(days=n)
        for change in recompute(list(kept.values()), today):
            seen.append((today, change))
            kept[change.number] = apply(kept[change.number], change, today)
    return seen, kept
