"""Numbers and dates of the CNIPA trademark gazette, so that a missing issue can be named.

Preliminary issues bear the days 6, 13, 20 and 27 of every month, holidays included; issue 1678 is that of
2020-01-06. Source: dated issues from 2018 to 2021; the rule itself is customary (未核实), so a printed date
that disagrees is believed instead.
"""

from __future__ import annotations

import re
from datetime import date

_ANCHOR, _YEAR = 1678, 2020
_DAYS = (6, 13, 20, 27)


def issue_date(number: int) -> date:
    """The day that issue `number` bears (for issues from about 2010 on)."""
    passed = number - _ANCHOR
    month = passed // 4
    return date(_YEAR + month // 12, month % 12 + 1, _DAYS[passed % 4])


def issues_between(first: date, last: date) -> list[int]:
    """Numbers of the issues whose day lies from `first` to `last`, both included."""
    start = _ANCHOR + ((first.year - _YEAR) * 12 + first.month - 1) * 4
    end = _ANCHOR + ((last.year - _YEAR) * 12 + last.month) * 4
    return [number for number in range(start, end) if first <= issue_date(number) <= last]


def issue_number(text: str) -> int | None:
    """The number in `1966`, `第1966期`; None where there is none."""
    found = re.search(r"\d{3,5}", text)
    return int(found[0]) if found else None
