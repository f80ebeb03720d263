"""Which forum a docket names and which clocks it sets; an unknown one goes to a person, not to a guess."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from alerts.model import Deadline, Level, Risk
from monitor.risk.catalogue import advice_for
from monitor.risk.clocks import office, warn_day
from monitor.risk.deadlines import deadline, passed
from monitor.risk.levels import nearest_day, table_cell
from monitor.risk.overseas.case import FOLDER, DocketCase
from monitor.risk.policy import Policy, rank, shipped_policy
from monitor.risk.sheets import Row, rows

#: Severity of a case abroad before its clock speaks: it names the company, so likeness is no question.
NAMED = 75.0
_INJUNCTION_WORDS = ("tro", "restraining", "injunction", "exclusion order", "禁令", "限制令", "排除令")


class Forum(Row):
    """A forum: where, by which words it is known, and the clocks that each event starts."""

    id: str
    name: str
    countries: str
    words: str
    served: str = ""
    filed: str = ""
    injunction: str = ""
    confidence: str


@cache
def forums() -> tuple[Forum, ...]:
    """The table; of two that fit the one with the longer word wins."""
    return tuple(rows(FOLDER / "forums.csv", Forum))


def forum_of(country: str, words: str) -> Forum | None:
    """The forum that a docket's own words name in a country; None: a person must look."""
    text, place = words.casefold(), office(country)
    fitting = [
        (len(word), forum)
        for forum in forums()
        if place in forum.countries.split() or forum.countries == "*"
        for word in forum.words.split("|")
        if word in text
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def needs_person(case: DocketCase) -> str:
    """Why a person must look at the forum of this case; empty when the table knows it."""
    if forum_of(case.country, case.forum):
        return ""
    return f"受理机构 {case.forum or '（空）'}（{case.country}）不在期限表中，请人工研判程序与期限"


def case_clocks(case: DocketCase, today: date) -> tuple[Deadline, ...]:
    """Open deadlines of a case, nearest first; an event without a date gives one without a date."""
    forum = forum_of(case.country, case.forum)
    if forum is None:
        return (Deadline(rule_id="FORUM-?", title="境外应诉期限", note=needs_person(case)),)
    found = [one for one in _started(case, forum) if not passed(one, today)]
    return tuple(sorted(found, key=lambda one: (warn_day(one) or date.max, one.rule_id)))


def _started(case: DocketCase, forum: Forum) -> Iterator[Deadline]:
    for code in forum.served.split():
        yield _clock(code, case.served_on, "送达日未知，请尽快核实")
    for code in forum.filed.split() if case.filed_on else ():
        yield _clock(code, case.filed_on, "")
    for code in forum.injunction.split() if case.injunction_on else ():
        yield _clock(code, case.injunction_on, "")


def _clock(code: str, anchor: date | None, unknown: str) -> Deadline:
    if anchor is None:
        return Deadline(rule_id=code, title=code, note=f"{unknown}，不给出日期")
    return deadline(code, anchor)


def case_risk(case: DocketCase, today: date, ladder: Policy | None = None) -> Risk:
    """The level of a case abroad: an injunction, a TRO or a 337 investigation that names the firm is 红."""
    ladder = ladder or shipped_policy()
    clocks = case_clocks(case, today)
    nearest = nearest_day(clocks)
    left = (nearest - today).days if nearest else None
    level, cell = table_cell(NAMED, left, ladder)
    why = [f"严重度 {NAMED:.0f}（境外程序点名本地企业）", cell]
    if reason := _grave(case):
        level, why = max(level, Level.RED, key=rank), [*why, f"直接定级 红：{reason}"]
    if person := needs_person(case):
        why.append(person)
    return Risk(
        level=level,
        severity=NAMED,
        urgency=ladder.table.columns[ladder.table.column(left)],
        factors={"境外点名": NAMED},
        why="；".join(why),
        policy=ladder.version,
        deadlines=clocks,
        advice=(advice_for("dispute-abroad", today, clocks), advice_for("assistance", today)),
        desk="overseas",
    )


def _grave(case: DocketCase) -> str:
    forum = forum_of(case.country, case.forum)
    if case.role in ("原告", "第三人"):
        return ""
    if forum and forum.id == "us-itc":
        return "美国 337 调查点名本地企业"
    if case.frozen_amount:
        return "账户被冻结"
    words = case.injunction.casefold()
    if case.injunction_on or any(word in words for word in _INJUNCTION_WORDS):
        return "禁令或临时限制令点名本地企业"
    return ""
