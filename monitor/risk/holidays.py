"""Closed days that follow from a rule: fixed dates with observance, nth weekdays, days around Easter."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

from pydantic import Field

from monitor.risk.sheets import Row


class DayRule(Row):
    """One yearly closed day; exactly one of `fixed` (month, day), `nth` (month, ISO weekday, n), `easter`."""

    fixed: tuple[int, int] | None = None
    nth: tuple[int, int, int] | None = None  # n = -1: the last one
    easter: int | None = None  # days from Easter Sunday
    observed: Literal["", "nearest", "next", "sunday"] = ""  # what happens when it falls on a weekend
    since: int = 0
    every: tuple[int, int] | None = None  # first year and step
    skip: tuple[int, ...] = Field(default=(), alias="except")

    def on(self, year: int) -> date | None:
        """The plain day in `year`, before any observance; None in a year without it."""
        if year < self.since or year in self.skip or not self._turn(year):
            return None
        if self.fixed:
            return date(year, *self.fixed)
        if self.nth:
            return _nth_weekday(year, *self.nth)
        return easter_sunday(year) + timedelta(days=self.easter or 0)

    def _turn(self, year: int) -> bool:
        return self.every is None or (year - self.every[0]) % self.every[1] == 0


def observed_days(rules: tuple[DayRule, ...], year: int) -> frozenset[date]:
    """All closed days that the rules give for `year`, with a neighbour year's day that moved into it."""
    found: set[date] = set()
    for each in (year - 1, year, year + 1):
        plain = {rule: day for rule in rules if (day := rule.on(each))}
        taken = set(plain.values())
        for rule, day in plain.items():
            moved = _observe(day, rule.observed, taken)
            taken.add(moved)
            found |= {day, moved}
    return frozenset(day for day in found if day.year == year)


def _observe(day: date, how: str, taken: set[date]) -> date:
    if day.isoweekday() < 6 or not how or (how == "sunday" and day.isoweekday() == 6):
        return day
    if how == "nearest":
        return day - timedelta(days=1) if day.isoweekday() == 6 else day + timedelta(days=1)
    while day.isoweekday() >= 6 or day in taken:
        day += timedelta(days=1)
    return day


def _nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    if n < 0:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta(days=(last.isoweekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (n - 1))


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Gauss in the anonymous form of 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    el = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * el) // 451
    month, day = divmod(h + el - 7 * m + 114, 31)
    return date(year, month, day + 1)
