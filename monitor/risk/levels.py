"""From a hit to its level: severity × urgency, direct list, fair use, and the sentence that explains it."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from alerts.model import Deadline, Hit, Level, Risk
from crawlers.records import Record
from monitor.risk.advice import advise
from monitor.risk.category import House, acts_of, shares_the_name
from monitor.risk.clocks import clocks_for, lapsed_clocks, warn_day
from monitor.risk.deadlines import TransitionPolicy
from monitor.risk.desks import desk_for
from monitor.risk.direct import direct_level
from monitor.risk.policy import Policy, Signal, lowered, rank, shipped_policy
from monitor.risk.seen import seen_rules
from monitor.risk.severity import goods_factor, likeness, severity
from watchlists.entries import WatchEntry


class AlertPolicy(Protocol):
    """The part of the installation's settings that this room reads."""

    @property
    def transition_policy(self) -> TransitionPolicy:
        """Which day counts while the old and the new trademark law overlap."""


def assess(
    hit: Hit,
    entry: WatchEntry,
    record: Record,
    *,
    today: date,
    policy: AlertPolicy | None = None,
    ladder: Policy | None = None,
    planned: frozenset[str] = frozenset(),
) -> Risk:
    """The risk of one hit on `today` (the day in Chengdu).

    `policy` is the installation's alert settings, `ladder` the level convention (default: the newest),
    `planned` the markets that the owner intends to enter. Only deadlines still open are kept.
    """
    ladder = ladder or shipped_policy()
    clocks = clocks_for(record, today, transition_policy=policy.transition_policy if policy else "certain")
    found = severity(hit, entry, record, ladder, planned)
    nearest = nearest_day(clocks)
    level, cell = table_cell(found.points, _left(nearest, today), ladder)
    why = [f"严重度 {found.points:g}（{found.words}）", cell, *_over(record, today)]
    level, fair_use = _fair_use(level, hit, shares_the_name(entry, record), ladder)
    why += fair_use
    why += [f"可对照：{act.act}（{act.basis}）" for act in acts_of(hit)]
    if line := direct_level(hit, entry, record, ladder):
        why.append(f"直接定级 {line.level}：{line.reason}")
        level = max(level, line.level, key=rank)
    return Risk(
        level=level,
        severity=found.points,
        urgency=ladder.table.columns[ladder.table.column(_left(nearest, today))],
        factors=found.factors,
        why="；".join(why),
        policy=ladder.version,
        deadlines=clocks,
        advice=advise(hit, entry, record, today, clocks),
        desk=desk_for(record),
    )


def severity_level(
    score: float, category: str, relation: str, *, threshold: float = 0.5, ladder: Policy | None = None
) -> Level:
    """The level of a bare score (0–1) without clock, owner or place, for rows screened without a database."""
    ladder = ladder or shipped_policy()
    points = likeness(score, threshold, ladder)
    word = ladder.relation(relation)
    known = "class only" if word == "same class" else word
    points *= goods_factor(known, category, points, False, ladder) * ladder.assets.weights.get(category, 1.0)
    return table_cell(round(min(100.0, points), 1), None, ladder)[0]


def table_cell(points: float, days_left: int | None, ladder: Policy) -> tuple[Level, str]:
    """The level of the table and the cell in words."""
    row, column = ladder.table.row(points), ladder.table.column(days_left)
    level = ladder.table.cells[row][column]
    left = "" if days_left is None else f"（剩 {days_left} 天）"
    return level, f"{ladder.table.rows[row]} × {ladder.table.columns[column]}{left} → {level}"


def nearest_day(clocks: tuple[Deadline, ...]) -> date | None:
    """The earliest warning day of some deadlines."""
    return min((day for one in clocks if (day := warn_day(one))), default=None)


def _left(day: date | None, today: date) -> int | None:
    return (day - today).days if day else None


def _over(record: Record, today: date) -> list[str]:
    return [f"{one.title}期限已于 {one.last_day} 届满" for one in lapsed_clocks(record, today)]


def _fair_use(level: Level, hit: Hit, house: House | None, ladder: Policy) -> tuple[Level, list[str]]:
    """F1–F8 take levels off or cap; the case is never dropped."""
    rules = seen_rules(hit, ladder) | ({"F3"} if house else set())
    seen: list[Signal] = [one for one in ladder.signal if one.id in rules]
    after = lowered(level, sum(one.steps for one in seen))
    for one in seen:
        if one.cap:
            after = min(after, one.cap, key=rank)
    words = [f"{one.id} {one.words}" for one in seen]
    words += [f"{house.kind}：{house.name}（{house.confidence}）"] if house else []
    if after != level:
        words.append(f"{level} 降为 {after}")
    return after, words
