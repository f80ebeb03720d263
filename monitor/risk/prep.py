"""The day to act by: a preparation buffer before the last day, in working days of the people who prepare.

Engineering values, not law (default 10 for an opposition in China, 20 abroad), kept in `rules/buffers.csv`.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from monitor.risk.calendars import Calendars, working_days_from
from monitor.risk.rules import Rule
from monitor.risk.sheets import HOME, Row, rows
from watchlists.entries import Confidence


class Buffer(Row):
    """One row: the first that fits a rule gives its buffer; `*` and empty fit anything."""

    jurisdiction: str
    route: str
    unit: str = ""
    max_n: int | None = None
    working_days: int
    confidence: Confidence
    why: str

    def fits(self, rule: Rule) -> bool:
        """Whether this row speaks about `rule`."""
        return (
            self.jurisdiction in ("*", rule.jurisdiction)
            and self.route in ("*", rule.route)
            and self.unit in ("", rule.unit)
            and (self.max_n is None or (rule.n or 0) <= self.max_n)
        )


@cache
def buffers() -> tuple[Buffer, ...]:
    """The rows in order."""
    return tuple(rows(HOME / "rules" / "buffers.csv", Buffer))


def buffer_for(rule: Rule) -> Buffer:
    """The first row that fits; the table ends with one that fits all."""
    return next(row for row in buffers() if row.fits(rule))


def act_by(rule: Rule, anchor: date, last_day: date, calendars: Calendars) -> date:
    """`last_day` less the buffer, but never before the anchor."""
    early = working_days_from(last_day, -buffer_for(rule).working_days, calendars.closed_to_people)
    return max(anchor, early)
