"""Which issues of the CNIPA trademark gazette were due in a span, so that a missing one can be named."""

from __future__ import annotations

import re
from datetime import date, timedelta

from crawlers.gazette_calendar import issue_date, latest_issue

__all__ = ["issue_date", "issue_number", "issues_between"]


def issues_between(first: date, last: date) -> list[int]:
    """Numbers of the issues whose day lies from `first` to `last`, both included."""
    return list(range(latest_issue(first - timedelta(days=1)) + 1, latest_issue(last) + 1))


def issue_number(text: str) -> int | None:
    """The number in `1966`, `第1966期`; None where there is none."""
    found = re.search(r"\d{3,4}", text)
    return int(found[0]) if found else None
