"""Which days are open: dated lists where a list is needed, rules where they suffice, and never a guess.

A year without a list is unknown. In an unknown year no day counts as closed, so that a last day never
moves later by a guess (实施条例 第十二条 rolls only over real holidays); the date is then 暂定.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path

from monitor.risk.holidays import DayRule, observed_days
from monitor.risk.sheets import HOME, Row, checked, table
from watchlists.entries import Confidence

FOLDER = HOME / "calendars"
NO_ROLL = ("GEN", "NONE")


class Sheet(Row):
    """One calendar file: a year's list (`year`) or a span of years by rule (`years`)."""

    id: str
    family: str
    year: int = 0
    years: tuple[int, int] = (0, 0)
    complete: bool
    weekend: tuple[int, ...]
    confidence: Confidence
    source: str
    closed: tuple[tuple[date, date], ...] = ()
    open: tuple[date, ...] = ()
    day: tuple[DayRule, ...] = ()

    def covers(self, year: int) -> bool:
        """Whether this file speaks about `year`."""
        return year == self.year if self.year else self.years[0] <= year <= self.years[1]


class Calendars:
    """All calendar files by family; `sheets` may be any set, which is how a test leaves one out."""

    def __init__(self, sheets: tuple[Sheet, ...]) -> None:
        self.sheets = sheets
        self._years: dict[tuple[str, int], frozenset[date]] = {}

    @cached_property
    def families(self) -> frozenset[str]:
        """The names that a rule may use as its roll rule."""
        return frozenset(sheet.family for sheet in self.sheets) | set(NO_ROLL)

    def sheet(self, family: str, year: int) -> Sheet | None:
        """The file that speaks about this family and year; None when the year is unknown."""
        return next((s for s in self.sheets if s.family == family and s.covers(year)), None)

    def closed(self, family: str, day: date) -> bool:
        """Whether the office is surely closed on `day`; an unknown year is never closed."""
        sheet = self.sheet(family, day.year)
        if sheet is None or day in sheet.open:
            return False
        return day.isoweekday() in sheet.weekend or day in self._holidays(sheet, day.year)

    def closed_to_people(self, day: date) -> bool:
        """Whether people in Chengdu do not work; weekends of an unknown year count as free (safe side)."""
        if self.sheet("CN", day.year) is None:
            return day.isoweekday() >= 6
        return self.closed("CN", day)

    def provisional(self, family: str, year: int) -> bool:
        """Whether a later list may still move an end that falls in `year`."""
        sheet = self.sheet(family, year)
        return family not in NO_ROLL and (sheet is None or not sheet.complete)

    def label(self, family: str, year: int) -> str:
        """The version of the calendar that was used, as people read it."""
        if family in NO_ROLL:
            return "不顺延（按日历日，取较早日）"
        sheet = self.sheet(family, year)
        if sheet is None:
            return f"{family.lower()}-{year} 缺失：未顺延，暂定"
        partial = "" if sheet.complete else "，假日不全，暂定"
        return f"{sheet.id}（{sheet.confidence}{partial}）"

    def _holidays(self, sheet: Sheet, year: int) -> frozenset[date]:
        key = (sheet.id, year)
        if key not in self._years:
            listed = {day for first, last in sheet.closed for day in _span(first, last)}
            self._years[key] = frozenset(listed) | observed_days(sheet.day, year)
        return self._years[key]


def _span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def read_calendars(folder: Path = FOLDER) -> Calendars:
    """Every calendar file of a folder; raises `BadSheet` on the first that is wrong."""
    files = sorted(folder.glob("*.toml"))
    return Calendars(tuple(checked(path, 0, Sheet, table(path)) for path in files))


@cache
def shipped_calendars() -> Calendars:
    """The calendars that come with the program."""
    return read_calendars()


def next_open(day: date, closed: Callable[[date], bool]) -> date:
    """`day` itself when open, else the first open day after it."""
    while closed(day):
        day += timedelta(days=1)
    return day


def working_days_from(day: date, n: int, closed: Callable[[date], bool]) -> date:
    """The n-th open day after `day` (n < 0: before); `day` itself is not counted."""
    step = timedelta(days=1 if n >= 0 else -1)
    for _ in range(abs(n)):
        day += step
        while closed(day):
            day += step
    return day
