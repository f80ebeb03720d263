"""The yearly fees of one Chinese patent: when each is due, what the grace months cost, when it has lapsed.

Source: 专利法实施细则（2023）第一百一十五条: six months of grace, from the second month 5 % more each month.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from monitor.risk.counting import add_months
from monitor.risk.deadlines import deadline

WARN_DAYS = (90, 30, 7, 0)
SURCHARGE = (0, 5, 10, 15, 20, 25)
MAX_YEARS = 20


@dataclass(frozen=True)
class Step:
    """One day on the ladder of one year's fee; `surcharge` in percent of the full fee."""

    year: int
    on: date
    state: Literal["due_soon", "due", "in_grace", "lapsed"]
    surcharge: int = 0


def ladder(filed_on: date, year: int) -> tuple[Step, ...]:
    """All steps of the fee due `year` years after filing, in order of date; raises `ValueError` beyond 20."""
    if not 1 <= year <= MAX_YEARS:
        raise ValueError(f"年度应为 1 至 {MAX_YEARS} | year must be 1 to {MAX_YEARS}: {year}")
    return tuple(_steps(filed_on, year))


def _steps(filed_on: date, year: int) -> Iterator[Step]:
    due = add_months(filed_on, 12 * year)
    for before in WARN_DAYS:
        yield Step(year, due - timedelta(days=before), "due_soon" if before else "due")
    for month, percent in enumerate(SURCHARGE):
        yield Step(year, add_months(due, month) + timedelta(days=1), "in_grace", percent)
    last = deadline("CN-ANN", due).last_day
    assert last is not None
    yield Step(year, last + timedelta(days=1), "lapsed")


def standing(filed_on: date, year: int, today: date) -> Step | None:
    """Where an unpaid fee stands on `today`; None while it is more than 90 days away."""
    reached = [step for step in ladder(filed_on, year) if step.on <= today]
    return reached[-1] if reached else None
