"""How a period runs: the arithmetic of months, days and working days, with no law and no clock in it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from monitor.risk.calendars import next_open, working_days_from

Unit = Literal["M", "D", "WD", "Y", "ANY", "NONE"]
Closed = Callable[[date], bool]

PLAIN_STARTS = ("EXCLUDE_ANCHOR", "N1M_COUNTED", "N1M_EXCLUDED", "NEXT_WORKDAY", "TERM")
SHIFTED_STARTS = ("PLUS", "AFTER_TERM")  # written PLUS:1M, PLUS:15D, AFTER_TERM:120M


def add_months(day: date, n: int) -> date:
    """The same day number n months later, or the last day of that month (条例 第十二条)."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def known_start(rule: str) -> bool:
    """Whether a start rule of the data is one that `end_of_period` understands."""
    name, _, shift = rule.partition(":")
    if not shift:
        return name in PLAIN_STARTS
    return name in SHIFTED_STARTS and shift[:-1].isdigit() and shift[-1] in "MD"


def end_of_period(anchor: date, n: int, unit: Unit, start_rule: str, closed: Closed) -> date:
    """The last day before any rolling.

    `anchor` is day 0 under EXCLUDE_ANCHOR. N1M starts on the first of the next month, that day counted or
    not. NEXT_WORKDAY makes the first open day after the anchor day 1. TERM ends on the day before the
    corresponding day; AFTER_TERM:xM runs on from the end of such a term. PLUS:x starts later by x.
    """
    name, _, shift = start_rule.partition(":")
    if name == "TERM":
        return _plus(anchor, n, unit, closed) - timedelta(days=1)
    if name in ("N1M_COUNTED", "N1M_EXCLUDED"):
        first = add_months(anchor.replace(day=1), 1)
        return _plus(first, n, unit, closed) - timedelta(days=name == "N1M_COUNTED")
    if name == "NEXT_WORKDAY":
        first = next_open(anchor + timedelta(days=1), closed)
        return _plus(first - timedelta(days=1), n, unit, closed)
    if shift:
        anchor = _plus(anchor, int(shift[:-1]), "M" if shift[-1] == "M" else "D", closed)
        anchor -= timedelta(days=name == "AFTER_TERM")
    return _plus(anchor, n, unit, closed)


def _plus(day: date, n: int, unit: Unit, closed: Closed) -> date:
    if unit == "D":
        return day + timedelta(days=n)
    if unit == "WD":
        return working_days_from(day, n, closed)
    return add_months(day, n * 12 if unit == "Y" else n)
