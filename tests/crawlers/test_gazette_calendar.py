"""Issue numbers and dates: the check points of the domain facts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.gazette_calendar import date_agrees, issue_date, latest_issue


@pytest.mark.parametrize(
    ("issue", "day"),
    [
        (1622, date(2018, 11, 6)),
        (1678, date(2020, 1, 6)),
        (1768, date(2021, 11, 20)),
        (1822, date(2023, 1, 6)),
        (1918, date(2025, 1, 6)),
        (2008, date(2026, 11, 20)),
        (2009, date(2026, 11, 27)),
        (2014, date(2027, 1, 6)),
    ],
)
def test_known_issues(issue: int, day: date) -> None:
    assert issue_date(issue) == day
    assert latest_issue(day) == issue


@given(st.integers(1000, 3000))
def test_the_newest_issue_on_its_own_day_is_itself(issue: int) -> None:
    assert latest_issue(issue_date(issue)) == issue


def test_registration_notices_come_one_day_later_and_old_issues_agree_by_month() -> None:
    assert date_agrees(1690, date(2020, 4, 7))
    assert date_agrees(703, date(1999, 9, 14))
    assert date_agrees(75, date(1983, 8, 15))  # before the confirmed rhythm
    assert not date_agrees(1678, date(2021, 1, 6))
    assert not date_agrees(703, date(1999, 10, 14))


def test_between_two_issues_the_earlier_one_is_the_newest() -> None:
    assert latest_issue(date(2026, 11, 26)) == 2008
    assert latest_issue(date(2026, 12, 5)) == 2009
