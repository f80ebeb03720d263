"""The convention by which levels are set, as one versioned file; a change of it is a new version.

No national scale of warning colours for IP exists: 红 重大, 橙 较高, 黄 一般, 蓝 提示 are this project's own.
"""

from __future__ import annotations

import math
from functools import cache, cached_property
from pathlib import Path

from pydantic import model_validator

from alerts.model import Level
from monitor.risk.sheets import HOME, Row, checked, table
from watchlists.entries import Confidence

FOLDER = HOME / "policy"
#: From mild to grave.
ORDER = (Level.BLUE, Level.YELLOW, Level.ORANGE, Level.RED)


class Similarity(Row):
    """Points of likeness at the reporting line, and from which a mark counts as near-identical."""

    at_line: float
    near_identical: float


class Assets(Row):
    """Weight of each category, and the words of an entry's note that make it a defensive filing."""

    weights: dict[str, float]
    defensive: float
    defensive_words: tuple[str, ...]


class Territory(Row):
    """Weight of the place: filed or selling there, planned market, elsewhere."""

    active: float
    planned: float
    other: float


class Cells(Row):
    """The table severity × urgency. `days` are the inner borders of the columns, farthest first."""

    days: tuple[int, int, int]
    columns: tuple[str, str, str, str]
    severity: tuple[float, float, float, float]
    rows: tuple[str, str, str, str]
    cells: tuple[tuple[Level, Level, Level, Level], ...]

    @model_validator(mode="after")
    def _square(self) -> Cells:
        if len(self.cells) != len(self.rows):
            raise ValueError("表格行数不对 (wrong number of rows)")
        return self

    def row(self, severity: float) -> int:
        """Index of the first row whose lower limit `severity` reaches."""
        return next(i for i, limit in enumerate(self.severity) if severity >= limit)

    def column(self, days_left: int | None) -> int:
        """Index of the column; no clock, or one that has ended, is the first."""
        if days_left is None or days_left < 0:
            return 0
        return sum(days_left <= limit for limit in self.days)


class Signal(Row):
    """F1–F8: how many levels it takes off, or the level above which it lets nothing rise."""

    id: str
    steps: int = 0
    cap: Level | None = None
    tag: str
    words: str


class Shown(Row):
    """A signal of the matcher and the values at which it shows rules."""

    signal: str
    rules: tuple[str, ...]
    at_least: float = -math.inf
    at_most: float = math.inf


class GiClass(Row):
    """G1–G6: limits of severity before the modifiers; `kind` names the records that the class is about."""

    id: str
    kind: str = ""
    floor: float = 0
    marked_floor: float | None = None  # when the special sign is shown
    cap: float = 100
    words: str


class Direct(Row):
    """A case whose level needs no score; every condition that is given must hold, codes or words either."""

    id: str
    level: Level
    kind: str = ""
    own: bool = False
    core_domain: bool = False
    category: str = ""
    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    signal: str = ""
    minimum: float = 0
    reason: str


class Reminders(Row):
    """When a case that nobody has decided is brought up again; the calendar days are those in Chengdu."""

    before_last_day: tuple[int, ...]  # days before the warning day, 0 = the day itself
    on_act_by: bool
    repeat_days: dict[Level, int]  # for cases without a deadline; a level that is left out is not repeated


class Policy(Row):
    """One version of the convention."""

    version: str
    confidence: Confidence
    source: str
    similarity: Similarity
    goods: dict[str, float]
    cross_class: dict[str, float]
    assets: Assets
    territory: Territory
    table: Cells
    signal: tuple[Signal, ...]
    gi: tuple[GiClass, ...]
    direct: tuple[Direct, ...]
    reminders: Reminders
    shown: tuple[Shown, ...]
    relation_words: dict[str, str]

    @cached_property
    def shown_by(self) -> dict[str, tuple[tuple[str, float, float], ...]]:
        """By signal: rule, lowest and highest value that show it."""
        found: dict[str, list[tuple[str, float, float]]] = {}
        for one in self.shown:
            found.setdefault(one.signal, []).extend((rule, one.at_least, one.at_most) for rule in one.rules)
        return {signal: tuple(rules) for signal, rules in found.items()}

    def relation(self, word: str) -> str:
        """A relation of goods in the words of the table, from whatever words the matcher uses."""
        return self.relation_words.get(word, word) or "unknown"


def read_policy(path: Path) -> Policy:
    """A policy file; raises `BadSheet` naming the field."""
    body = table(path)
    assets = body.get("assets", {})
    words = ("defensive", "defensive_words")
    body["assets"] = {name: assets[name] for name in words if name in assets} | {
        "weights": {code: weight for code, weight in assets.items() if code not in words}
    }
    return checked(path, 0, Policy, body)


@cache
def shipped_policy() -> Policy:
    """The newest policy that comes with the program (file names sort by date)."""
    return read_policy(max(FOLDER.glob("*.toml")))


def rank(level: Level) -> int:
    """0 for 蓝 up to 3 for 红."""
    return ORDER.index(level)


def lowered(level: Level, steps: int) -> Level:
    """`steps` levels milder, never below 蓝."""
    return ORDER[max(0, rank(level) - steps)]
