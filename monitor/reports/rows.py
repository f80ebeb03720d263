"""What a report is made from and what it is: plain rows in, counted tables out, no database in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from config.clock import local_day

Cell = str | int | float


@dataclass(frozen=True)
class CaseRow:
    """One case as the office counts it; empty text counts as 未填写. Moments are aware."""

    number: int
    category: str  # code: WKM, GI, LZH, FB, CP, TS, …
    level: str
    state: str
    opened_at: datetime
    district: str = ""
    zone: str = ""  # 产业功能区
    industry: str = ""
    jurisdiction: str = "CN"
    desk: str = "centre"
    decided_at: datetime | None = None  # first decision by a person
    last_day: date | None = None  # nearest last day by law when the case was opened
    outcome: str = ""


@dataclass(frozen=True)
class CoverageRow:
    """One source over the period: what came in, and whether it was silent."""

    source: str
    records: int
    rejected: int = 0
    last_success: datetime | None = None
    state: str = ""


@dataclass(frozen=True)
class Period:
    """A calendar month or year in Chengdu; `last` is included."""

    label: str
    first: date
    last: date

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """A calendar month."""
        following = date(year + month // 12, month % 12 + 1, 1)
        return cls(f"{year} 年 {month} 月", date(year, month, 1), following - timedelta(days=1))

    @classmethod
    def year(cls, year: int) -> Period:
        """A calendar year."""
        return cls(f"{year} 年", date(year, 1, 1), date(year, 12, 31))

    def holds(self, moment: datetime) -> bool:
        """Whether an aware moment lies in the period, by the day in Chengdu."""
        return self.first <= local_day(moment) <= self.last

    @property
    def yearly(self) -> bool:
        """Counted by months rather than by days."""
        return (self.last - self.first).days > 31

    def steps(self) -> Iterator[tuple[str, date, date]]:
        """Label, first and last day of each column of the course: months of a year, weeks of a month."""
        day = self.first
        while day <= self.last:
            if self.yearly:
                after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
                label = f"{day.month} 月"
            else:
                after = day + timedelta(days=7 - day.weekday())
                label = f"{day.month}-{day.day:02d} 起"
            yield label, day, min(after - timedelta(days=1), self.last)
            day = after


@dataclass(frozen=True)
class Table:
    """One counted table. The first column is text; `plot` names how it is drawn (bars, columns or not)."""

    key: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    plot: str = ""


@dataclass(frozen=True)
class Report:
    """A whole report; `figures` are the headline numbers as label and value."""

    title: str
    period: Period
    made_at: datetime
    figures: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
