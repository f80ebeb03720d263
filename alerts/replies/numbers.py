"""Chinese, Latin and Arabic numbers and spans of time, as whole days; what is vague has no number."""

from __future__ import annotations

import re

_DIGITS = {
    **{c: n for n, c in enumerate("零一二三四五六七八九")},
    "〇": 0,
    "两": 2,
    "俩": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
}
_UNITS = {"十": 10, "百": 100, "拾": 10, "佰": 100}
_ENGLISH = {
    word: n
    for n, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
} | {"a": 1, "an": 1, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90}
_CJK = "零〇一二两俩三四五六七八九十百廿卅壹贰叁拾佰"
NUMBER = rf"(?:\d+(?:\.\d+)?|[{_CJK}]+|\b(?:{'|'.join(sorted(_ENGLISH, key=len, reverse=True))})\b)"
# What is a point in time, not a span: never read as a number of days.
DATE = re.compile(
    rf"\d{{4}}\s*[-/年.]\s*\d{{1,2}}(?:\s*[-/月.]\s*\d{{1,2}}\s*[日号]?)?|(?:\d{{1,2}}|[{_CJK}]{{1,3}})\s*月\s*(?:(?:\d{{1,2}}|[{_CJK}]{{1,3}})\s*[日号]|底|初|中|末)?"
    r"|(?:下个?|本|这个?|上个?)(?:周|星期|礼拜|月|季度)[一二三四五六日天末底初]?|(?:周|星期|礼拜)[一二三四五六日天末]|明天|后天|大后天|明日|明年|年底|月底|周末|节后|春节后?"
)
_UNIT = (
    r"(?P<work>个?\s*工作日|working\s*days?|business\s*days?|workdays?|个?\s*小时|个?钟头|hours?|hrs?|分钟|minutes?)"
    r"|(?P<week>个?\s*(?:周|星期|礼拜)|weeks?|w\b)|(?P<month>个\s*月|months?)|(?P<year>年|years?)|(?P<day>天|日|days?\b|d\b)"
)
_AFTER = r"(?:之后|以后|时间)?"
SPAN = re.compile(rf"(?P<sign>-)?(?P<number>{NUMBER})\s*(?:{_UNIT}){_AFTER}", re.I)
VAGUE = re.compile(
    rf"{NUMBER}\s*(?:-|~|到|至|或|、)\s*{NUMBER}\s*(?:{_UNIT.replace('?P<', '?P<x')})"
    r"|(?:几|数|若干|多|好几|半)\s*(?:天|日|周|个?星期)"
    rf"|一段时间|一阵子?|些日子|几个?月|(?:a few|several|some|few|half a)\s+(?:days?|weeks?|months?)",
    re.I,
)
HALF_MONTH = re.compile(r"半个?月")
HALF_YEAR = re.compile(r"半年|half a year", re.I)


def whole_number(text: str) -> int | None:
    """`12`, `十二`, `两`, `二十五`, `three` as an integer; `None` for anything else (`1.5`, `三五`)."""
    text = text.strip().lower()
    if text.isdecimal():
        return int(text)
    if text in _ENGLISH:
        return _ENGLISH[text]
    return _chinese(text.replace("廿", "二十").replace("卅", "三十"))


def _chinese(text: str) -> int | None:
    if not text or not set(text) <= set(_CJK):
        return None
    if not set(text) & set(_UNITS):
        return _DIGITS[text] if len(text) == 1 else None  # 三五天 is vague, not 35
    total, digit = 0, None
    for letter in text:
        if letter in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[letter]
            digit = None
        elif digit in (None, 0):
            digit = _DIGITS[letter]
        else:
            return None
    return total + (digit or 0)


def span_days(found: re.Match[str]) -> int | None:
    """Days of a `SPAN` match; weeks are 7, months 30, years 365; `None` for working days, hours and parts."""
    count = whole_number(found["number"])
    if count is None or found["work"]:
        return None
    factor = 7 if found["week"] else 30 if found["month"] else 365 if found["year"] else 1
    return -count if found["sign"] else count * factor
