"""What the passing of time or a change of rules does to open cases: a pure list of changes, each with why.

Levels rise at once; they fall only where no officer has set them by hand. Colours move with the day, at
00:05 in Chengdu. Applying the changes and asking again for the same day gives none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from alerts.model import Deadline, Hit, Level, Risk
from alerts.states import machine
from config.clock import SHANGHAI, local_day
from crawlers.records import Record
from monitor.risk.clocks import warn_day
from monitor.risk.deadlines import passed
from monitor.risk.levels import AlertPolicy, assess, nearest_day
from monitor.risk.policy import Policy, rank, shipped_policy
from watchlists.entries import WatchEntry

TURN = time(0, 5)
WORDS = {"level": "级别", "deadline": "期限", "reminder": "提醒", "expired": "标记"}


@dataclass(frozen=True)
class CaseFacts:
    """What is stored of one case; `level_by` names the officer who set the level by hand, else empty."""

    number: int
    state: str
    level: Level
    risk: Risk
    hit: Hit
    entry: WatchEntry
    record: Record
    opened_on: date
    level_by: str = ""
    decided: bool = False
    expired: bool = False
    reminded_on: date | None = None


@dataclass(frozen=True)
class Change:
    """One thing that becomes different; `before` and `after` as people read them, `risk` the new whole."""

    number: int
    kind: Literal["level", "deadline", "reminder", "expired"]
    before: str
    after: str
    why: str
    policy: str
    risk: Risk | None = None

    def __str__(self) -> str:
        """One line as `zhiwei risk recompute` prints it."""
        moved = f"{self.before} → {self.after}" if self.before else self.after
        return f"A-{self.number} {WORDS[self.kind]} {moved}：{self.why}（策略 {self.policy}）"


def colour_day(now: datetime) -> date:
    """The day whose colours are shown at `now`: before 00:05 in Chengdu still the day before."""
    early = now.astimezone(SHANGHAI).time() < TURN
    return local_day(now) - timedelta(days=early)


def next_turn(now: datetime) -> datetime:
    """The next 00:05 in Chengdu after `now`."""
    return datetime.combine(colour_day(now) + timedelta(days=1), TURN, SHANGHAI)


def recompute(
    cases: Iterable[CaseFacts],
    today: date,
    *,
    policy: AlertPolicy | None = None,
    ladder: Policy | None = None,
) -> list[Change]:
    """All changes on `today`, in order of cases; nothing is applied (`zhiwei risk recompute --dry-run`)."""
    ladder = ladder or shipped_policy()
    return [change for case in cases for change in changes_of(case, today, policy, ladder)]


def changes_of(case: CaseFacts, today: date, policy: AlertPolicy | None, ladder: Policy) -> Iterator[Change]:
    """Moved deadlines, a new level, expiry and a reminder of one case; a settled case has none."""
    if case.state in machine().settled:  # the clock no longer matters
        return
    fresh = assess(case.hit, case.entry, case.record, today=today, policy=policy, ladder=ladder)
    yield from changes_from(case, fresh, today, ladder)


def changes_from(case: CaseFacts, fresh: Risk, today: date, ladder: Policy) -> Iterator[Change]:
    """As `changes_of`, for a risk that was assessed elsewhere (a dispute abroad has no hit)."""
    yield from _moved(case, fresh)
    if change := reassess(case, fresh):
        yield change
    if change := _expiry(case, today, ladder):
        yield change
    if change := _reminder(case, fresh, today, ladder):
        yield change


def reassess(case: CaseFacts, fresh: Risk) -> Change | None:
    """The change of level that a fresh assessment asks for, after hysteresis; None when it stays."""
    if fresh.level == case.level or (case.level_by and rank(fresh.level) < rank(case.level)):
        return None
    return Change(case.number, "level", case.level, fresh.level, fresh.why, fresh.policy, fresh)


def _moved(case: CaseFacts, fresh: Risk) -> Iterator[Change]:
    """Deadlines of the same name whose days differ; one that merely ended is no move."""
    stored = {one.title: one for one in case.risk.deadlines}
    for after in fresh.deadlines:
        before = stored.get(after.title)
        if before is not None and _days(before) != _days(after):
            why = f"{after.title}：{before.rule_id} → {after.rule_id}，{after.basis}，{after.calendar}"
            yield Change(case.number, "deadline", _days(before), _days(after), why, fresh.policy, fresh)


def _days(one: Deadline) -> str:
    return f"最后一日 {one.last_day or '无'}，建议办理 {one.act_by or '无'}"


def _expiry(case: CaseFacts, today: date, ladder: Policy) -> Change | None:
    """The flag is set once, on the first day after the nearest last day."""
    over = [one for one in case.risk.deadlines if passed(one, today)]
    if case.expired or not over:
        return None
    first = min(over, key=lambda one: one.last_day or date.max)
    why = f"{first.title}已于 {first.last_day} 届满，尚未办结"
    return Change(case.number, "expired", "", "逾期未处理", why, ladder.version)


def _reminder(case: CaseFacts, fresh: Risk, today: date, ladder: Policy) -> Change | None:
    if case.decided:
        return None
    since = case.reminded_on or case.opened_on
    due = [day for day in reminder_days(case, fresh, today, ladder) if since < day <= today]
    if not due:
        return None
    nearest = nearest_day(fresh.deadlines)
    words = f"最后一日 {nearest}，剩 {(nearest - today).days} 天" if nearest else "没有法定期限"
    return Change(case.number, "reminder", "", str(max(due)), f"尚无人决定；{words}", ladder.version)


def reminder_days(case: CaseFacts, fresh: Risk, today: date, ladder: Policy) -> set[date]:
    """Every day up to `today` on which an undecided case is to be brought up."""
    plan = ladder.reminders
    dated = [one for one in fresh.deadlines if warn_day(one)]
    if not dated:
        return _repeats(case, today, plan.repeat_days.get(case.level, 0))
    days = {day - timedelta(days=n) for one in dated if (day := warn_day(one)) for n in plan.before_last_day}
    return days | ({one.act_by for one in dated if one.act_by} if plan.on_act_by else set())


def _repeats(case: CaseFacts, today: date, every: int) -> set[date]:
    if not every:
        return set()
    start = case.reminded_on or case.opened_on
    return {start + timedelta(days=every * n) for n in range(1, (today - start).days // every + 1)}


def apply(case: CaseFacts, change: Change, today: date) -> CaseFacts:
    """The case after a change, as the database would hold it."""
    if change.kind == "expired":
        return replace(case, expired=True)
    if change.kind == "reminder":
        return replace(case, reminded_on=today)
    level = Level(change.after) if change.kind == "level" else case.level
    return replace(case, level=level, risk=change.risk or case.risk)
