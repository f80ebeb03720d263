"""One deadline from one code and one anchor date: the last day by law, and the day to act by.

The law in force on the anchor date decides (`valid_by = anchor_date`). Ends on closed days move to the
first open day (商标法实施条例 第十二条 for CN; each office's own rule otherwise); an unknown year never
moves an end and is marked 暂定. Where no rule gives a period the result has no date and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Literal

from alerts.model import Deadline
from monitor.risk.articles import cite_all
from monitor.risk.calendars import NO_ROLL, Calendars, next_open, shipped_calendars
from monitor.risk.counting import add_months, end_of_period
from monitor.risk.prep import act_by
from monitor.risk.rules import Rule, RuleBook, shipped_rules

TransitionPolicy = Literal["certain", "arguable"]

#: No anchor of a living case is older, and a later one leaves no room for the longest period.
EARLIEST, LATEST = date(1850, 1, 1), date(9900, 1, 1)


@dataclass(frozen=True)
class _End:
    day: date
    rolled: bool


def deadline(
    code: str,
    anchor: date,
    *,
    rules: RuleBook | None = None,
    calendars: Calendars | None = None,
    transition_policy: TransitionPolicy = "certain",
    anchor2: date | None = None,
) -> Deadline:
    """The deadline of `code` counted from `anchor`.

    `anchor2` is a second event that ends the period when it is later (first rejection, 35 U.S.C. 122(e)).

    Raises `UnknownCode` for a code that no table has and `ValueError` for an anchor outside 1950–9899.
    """
    if not EARLIEST <= anchor < LATEST:
        raise ValueError(f"起算日不在可计算范围 | anchor outside {EARLIEST}..{LATEST}: {anchor}")
    if rules is None and calendars is None:
        return _shipped(code.strip().upper(), anchor, anchor2, transition_policy)
    return _counted(
        code, anchor, anchor2, rules or shipped_rules(), calendars or shipped_calendars(), transition_policy
    )


@lru_cache(maxsize=4096)
def _shipped(code: str, anchor: date, anchor2: date | None, policy: TransitionPolicy) -> Deadline:
    """The same answer for the same question: a gazette issue asks it once for each of its marks."""
    return _counted(code, anchor, anchor2, shipped_rules(), shipped_calendars(), policy)


def _counted(
    code: str,
    anchor: date,
    anchor2: date | None,
    book: RuleBook,
    days: Calendars,
    policy: TransitionPolicy,
) -> Deadline:
    rule = book.find(code, anchor)
    if rule is None:
        return _no_rule(book.versions(code), anchor)
    if rule.n is None:
        return _no_date(rule, anchor)
    return _dated(rule, anchor, anchor2, days, policy)


def passed(found: Deadline, today: date) -> bool:
    """True only after the last day; a deadline without a date never passes."""
    return found.last_day is not None and today > found.last_day


def _dated(
    rule: Rule, anchor: date, anchor2: date | None, days: Calendars, policy: TransitionPolicy
) -> Deadline:
    assert rule.n is not None
    first = _end(rule, anchor, rule.n, days, floor=rule.not_before)
    if anchor2 is not None:
        first = max(first, _End(anchor2, rolled=False), key=lambda end: end.day)
    later = _end(rule, anchor, rule.arguable_n, days) if rule.arguable_n else None
    chosen = later if later and policy == "arguable" else first
    return Deadline(
        rule_id=rule.id,
        title=rule.title,
        anchor=anchor,
        last_day=chosen.day,
        certain_day=first.day if later else None,
        arguable_day=later.day if later else None,
        act_by=act_by(rule, anchor, chosen.day, days),
        rolled=chosen.rolled,
        basis=cite_all(rule.basis, anchor),
        calendar=days.label(rule.roll_rule, chosen.day.year),
        confidence=rule.confidence,
        note=_note(rule, anchor, chosen.day, days),
    )


def _end(rule: Rule, anchor: date, n: int, days: Calendars, floor: date | None = None) -> _End:
    closed = partial(days.closed, rule.roll_rule)
    if rule.unit == "WD" and rule.roll_rule in NO_ROLL:
        raw = end_of_period(anchor, n, rule.unit, rule.start_rule, _weekend)
    else:
        raw = end_of_period(anchor, n, rule.unit, rule.start_rule, closed)
    raw = max(raw, floor) if floor else raw
    day = next_open(raw, closed)
    return _End(day, rolled=day != raw)


def _weekend(day: date) -> bool:
    return day.isoweekday() >= 6


def _note(rule: Rule, anchor: date, end: date, days: Calendars) -> str:
    parts = [rule.note, _opening(rule, anchor)]
    if rule.extension:
        parts.append(rule.extension if rule.extension.startswith("不可") else f"延期：{rule.extension}")
    if days.provisional(rule.roll_rule, end.year):
        parts.append("末日所在年份的放假安排不全，暂定，可能顺延")
    return "；".join(part for part in parts if part)


def _opening(rule: Rule, anchor: date) -> str:
    return f"自 {add_months(anchor, rule.opens_n)} 起可以提出" if rule.opens_n else ""


def _no_date(rule: Rule, anchor: date) -> Deadline:
    words = "没有截止日" if rule.unit == "ANY" else "没有可计算的期限"
    words = "" if words in rule.note else words
    return Deadline(
        rule_id=rule.id,
        title=rule.title,
        anchor=anchor,
        basis=cite_all(rule.basis, anchor),
        confidence=rule.confidence,
        note="；".join(part for part in (words, rule.note, _opening(rule, anchor)) if part),
    )


def _no_rule(versions: tuple[Rule, ...], anchor: date) -> Deadline:
    known = "、".join(f"{rule.valid_from or '…'} 至 {rule.valid_to or '…'}" for rule in versions)
    return Deadline(
        rule_id=versions[0].code,
        title=versions[0].title,
        anchor=anchor,
        note=f"起算日 {anchor} 没有可用的规则（规则有效期：{known}），不给出日期，请人工确认",
    )
