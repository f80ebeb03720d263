"""Issue numbers of the CNIPA trademark gazette and their dates, as a check on what is printed.

The printed date is authoritative; a difference is a data-quality warning (domain facts 1.1: four issues
a month on days 6, 13, 20, 27, anchor 1678 = 2020-01-06; registration notices one day later; before 2010
the days were 7, 14, 21, 28, so only month and position hold).
"""

from __future__ import annotations

from datetime import date, timedelta

ANCHOR_ISSUE, ANCHOR_YEAR = 1678, 2020
DAYS = (6, 13, 20, 27)
OLD_DAYS_BEFORE = date(2010, 1, 1)
#: Oldest issue for which the rhythm of four a month is confirmed (September 1999).
FIRST_CHECKED = 703


def issue_date(issue: int) -> date:
    """The day on which `issue` publishes accepted applications; raises ValueError before issue 1."""
    if not 1 <= issue <= 9999:
        raise ValueError(f"not an issue number: {issue}")
    months, position = divmod(issue - ANCHOR_ISSUE, len(DAYS))
    return date(ANCHOR_YEAR + months // 12, months % 12 + 1, DAYS[position])


def latest_issue(today: date) -> int:
    """The newest issue published on or before `today`."""
    months = (today.year - ANCHOR_YEAR) * 12 + today.month - 1
    passed = sum(day <= today.day for day in DAYS)
    return ANCHOR_ISSUE + months * len(DAYS) + passed - 1


def date_agrees(issue: int, printed: date) -> bool:
    """False when the printed date contradicts the issue number; issues before 703 are not checked."""
    if issue < FIRST_CHECKED:
        return True
    expected = issue_date(issue)
    if expected < OLD_DAYS_BEFORE:
        return (printed.year, printed.month) == (expected.year, expected.month)
    return printed in (expected, expected + timedelta(days=1))
