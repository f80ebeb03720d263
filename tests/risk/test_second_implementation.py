"""Two implementations that share no line agree on ten thousand random cases, and a fault in one shows."""

import random
import sys
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from second_count import CN_LISTS, SECOND, cn_shut

from monitor.risk.calendars import Calendars, shipped_calendars
from monitor.risk.deadlines import deadline

FIRST, LAST = date(2014, 5, 1), date(2028, 12, 31)


def differences(count: int, calendars: Calendars | None = None) -> list[str]:
    random_cases = random.Random(20261125)
    codes = sorted(SECOND)
    found = []
    for _ in range(count):
        code = random_cases.choice(codes)
        anchor = FIRST + timedelta(days=random_cases.randrange((LAST - FIRST).days))
        if code == "CN-GI" and anchor < date(2024, 2, 1):
            continue
        ours, theirs = deadline(code, anchor, calendars=calendars).last_day, SECOND[code](anchor)
        if ours != theirs:
            found.append(f"{code} {anchor}: {ours} against {theirs}")
    return found


def test_ten_thousand_random_cases_agree():
    assert differences(10_000) == []


def test_every_chinese_issue_day_since_2014_agrees():
    """T1: each 6, 13, 20, 27 of 2014 to 2026, for opposition, defence and renewal."""
    days = [date(y, m, d) for y in range(2014, 2027) for m in range(1, 13) for d in (6, 13, 20, 27)]
    for code in ("CN", "CN-OPP-DEF", "CN-RENEW", "CN-NONUSE-DEF"):
        for day in days:
            assert deadline(code, day).last_day == SECOND[code](day), (code, day)


def test_each_day_of_the_lists_is_read_the_same():
    calendars = shipped_calendars()
    for year in CN_LISTS:
        day = date(year, 1, 1)
        while day.year == year:
            assert calendars.closed("CN", day) == cn_shut(day), day
            day += timedelta(days=1)


def test_a_calendar_without_make_up_days_turns_it_red():
    broken = tuple(sheet.model_copy(update={"open": ()}) for sheet in shipped_calendars().sheets)
    assert differences(4_000, Calendars(broken))


def test_a_calendar_that_shifts_by_weekday_only_turns_it_red():
    broken = tuple(
        s.model_copy(update={"open": (), "closed": ()}) if s.family == "CN" else s
        for s in shipped_calendars().sheets
    )
    assert differences(4_000, Calendars(broken))
