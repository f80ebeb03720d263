"""A second way to count periods, written without a look at the first: it walks days and asks each its name.

It imports nothing of the product. Calendars are typed here again: the State Council lists as strings,
the holidays of other offices as a question to one day. Used by `test_second_implementation.py`.
"""

from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

ONE = timedelta(days=1)

# State Council lists: month-day of holidays, then of make-up working days.
CN_LISTS = {
    2014: "0101 0131 0201-0206 0405-0407 0501-0503 0602 0908 1001-1007 | 0126 0208 0504 0928 1011",
    2015: "0101-0103 0218-0224 0405-0406 0501 0620 0622 0903-0905 0927 1001-1007 | 0104 0215 0228 0906 1010",
    2016: "0101 0207-0213 0404 0501-0502 0609-0611 0915-0917 1001-1007 | 0206 0214 0612 0918 1008 1009",
    2017: "0101-0102 0127-0202 0402-0404 0501 0528-0530 1001-1008 | 0122 0204 0401 0527 0930",
    2018: "0101 0215-0221 0405-0407 0429-0501 0618 0924 1001-1007 1230-1231"
    " | 0211 0224 0408 0428 0929 0930 1229",
    2019: "0101 0204-0210 0405-0407 0501-0504 0607-0609 0913-0915 1001-1007 | 0202 0203 0428 0505 0929 1012",
    2020: "0101 0124-0202 0404-0406 0501-0505 0625-0627 1001-1008 | 0119 0426 0509 0628 0927 1010",
    2021: "0101-0103 0211-0217 0403-0405 0501-0505 0612-0614 0919-0921 1001-1007"
    " | 0207 0220 0425 0508 0918 0926 1009",
    2022: "0101-0103 0131-0206 0403-0405 0430-0504 0603-0605 0910-0912 1001-1007 1231"
    " | 0129 0130 0402 0424 0507 1008 1009",
    2023: "0101-0102 0121-0127 0405 0429-0503 0622-0624 0929-1006 1230-1231"
    " | 0128 0129 0423 0506 0625 1007 1008",
    2024: "0101 0210-0217 0404-0406 0501-0505 0610 0915-0917 1001-1007"
    " | 0204 0218 0407 0428 0511 0914 0929 1012",
    2025: "0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008 | 0126 0208 0427 0928 1011",
    2026: "0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007"
    " | 0104 0214 0228 0509 0920 1010",
}


def _expand(year: int, text: str) -> set[date]:
    found: set[date] = set()
    for word in text.split():
        first, _, last = word.partition("-")
        day, end = (date(year, int(w[:2]), int(w[2:])) for w in (first, last or first))
        while day <= end:
            found.add(day)
            day += ONE
    return found


_CN = {year: tuple(_expand(year, part) for part in text.split("|")) for year, text in CN_LISTS.items()}


def cn_shut(day: date) -> bool:
    if day.year not in _CN:
        return False
    holidays, makeup = _CN[day.year]
    return day in holidays or (day.weekday() > 4 and day not in makeup)


def _us_plain(day: date) -> bool:
    monday, nth = day.weekday() == 0, (day.day - 1) // 7 + 1
    key = (day.month, day.day)
    return (
        key in {(1, 1), (7, 4), (11, 11), (12, 25)}
        or (key == (6, 19) and day.year > 2020)
        or (monday and (day.month, nth) in {(1, 3), (2, 3), (9, 1), (10, 2)})
        or (monday and day.month == 5 and day.day > 24)
        or (day.weekday() == 3 and day.month == 11 and nth == 4)
    )


def us_shut(day: date) -> bool:
    if day.weekday() > 4 or _us_plain(day):
        return True
    if day.weekday() == 4 and _us_fixed(day + ONE):
        return True
    if day.weekday() == 0 and _us_fixed(day - ONE):
        return True
    inauguration = day.month == 1 and day.year % 4 == 1 and day.day in (20, 21)
    return inauguration and (day.day == 20 or (day - ONE).weekday() == 6)


def _us_fixed(day: date) -> bool:
    key = (day.month, day.day)
    return key in {(1, 1), (7, 4), (11, 11), (12, 25)} or (key == (6, 19) and day.year > 2020)


def _with(*fixed: tuple[int, int], paschal: tuple[int, ...] = ()):
    def shut(day: date) -> bool:
        from_easter = (day - easter(day.year)).days
        return day.weekday() > 4 or (day.month, day.day) in fixed or from_easter in paschal

    return shut


em_shut = _with((1, 1), (5, 1), (12, 25), (12, 26), paschal=(-2, 1))
de_shut = _with((1, 1), (5, 1), (10, 3), (12, 25), (12, 26), paschal=(-2, 1, 39, 50))
fr_shut = _with((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25), paschal=(1, 39, 50))
in_shut = _with((1, 26), (8, 15), (10, 2))
_kr_fixed = _with((1, 1), (3, 1), (5, 1), (5, 5), (6, 6), (8, 15), (10, 3), (10, 9), (12, 25))
_br_fixed = _with((1, 1), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15), (12, 25), paschal=(-2,))


# Days of the Korean lunar calendar, elections and days given in lieu, weekdays only.
KR_MOVED = {
    2024: "0209 0212 0410 0506 0515 0916 0917 0918 1001",
    2025: "0127 0128 0129 0130 0303 0506 0603 1006 1007 1008",
    2026: "0216 0217 0218 0302 0525 0603 0817 0924 0925 1005",
    2027: "0208 0209 0513 0816 0914 0915 0916 1004 1011 1227",
}
_KR = {day for year, text in KR_MOVED.items() for day in _expand(year, text)}


def kr_shut(day: date) -> bool:
    return day in _KR or _kr_fixed(day)


def br_shut(day: date) -> bool:
    return _br_fixed(day) or (day.year > 2023 and (day.month, day.day) == (11, 20))


def never(_: date) -> bool:
    return False


def on_or_after(day: date, shut) -> date:
    while shut(day):
        day += ONE
    return day


def months(n: int, shut):
    return lambda anchor: on_or_after(anchor + relativedelta(months=+n), shut)


def days(n: int, shut):
    def end(anchor: date) -> date:
        day = anchor
        for _ in range(n):
            day += ONE
        return on_or_after(day, shut)

    return end


def brazil(anchor: date) -> date:
    first = on_or_after(anchor + ONE, br_shut)
    return on_or_after(first + timedelta(days=59), br_shut)


def weekdays(n: int):
    def end(anchor: date) -> date:
        day, left = anchor, n
        while left:
            day += ONE
            left -= day.weekday() < 5
        return day

    return end


def china(anchor: date) -> date:
    if anchor < date(2026, 10, 1):
        return months(3, cn_shut)(anchor)
    if anchor >= date(2027, 1, 1):
        return months(2, cn_shut)(anchor)
    return on_or_after(max(anchor + relativedelta(months=+2), date(2026, 12, 31)), cn_shut)


def madrid(n: int, counted: bool, shut):
    def end(anchor: date) -> date:
        first = (anchor + relativedelta(months=+1)).replace(day=1)
        day = first + relativedelta(months=+n)
        return on_or_after(day - ONE if counted else day, shut)

    return end


def korea(anchor: date) -> date:
    return months(2, kr_shut)(anchor) if anchor < date(2025, 7, 22) else days(30, kr_shut)(anchor)


def vietnam(anchor: date) -> date:
    return anchor + relativedelta(months=+5 if anchor < date(2026, 4, 1) else +3)


SECOND = {
    "CN": china,
    "CN-IR": lambda a: madrid(3 if a.year < 2027 else 2, False, cn_shut)(a),
    "CN-GI": months(2, cn_shut),
    "US": days(30, us_shut),
    "US-66a": days(30, us_shut),
    "US-OPP-CAP": days(180, us_shut),
    "US-PGR": months(9, us_shut),
    "US-DC-ANS": days(21, us_shut),
    "EM": months(3, em_shut),
    "EM-IR": lambda a: months(3, em_shut)(a + relativedelta(months=+1)),
    "KR": korea,
    "VN": vietnam,
    "DE": months(3, de_shut),
    "DE-IR": madrid(3, True, de_shut),
    "FR": months(2, fr_shut),
    "IN": months(4, in_shut),
    "BR": brazil,
    "CL": weekdays(30),
    "HK": months(3, never),
    "SA": days(60, never),
    "CN-OPP-DEF": days(30, cn_shut),
    "CN-NONUSE-DEF": months(2, cn_shut),
    "CN-INV-REL": months(60, never),
    "CN-RENEW": lambda a: a + relativedelta(years=+10) - ONE,
    "UDRP": days(20, never),
}
