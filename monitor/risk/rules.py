"""The rules of time limits as rows of data: found by code and anchor date, checked when they are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pydantic import field_validator, model_validator

from monitor.risk.articles import articles, topics_in
from monitor.risk.counting import Unit, known_start
from monitor.risk.sheets import HOME, Row, rows
from watchlists.entries import Confidence

FOLDER = HOME / "rules"
FILES = ("opposition", "extensions", "trademark", "patent", "overseas", "refusal")


class UnknownCode(KeyError):
    """No row of the tables bears this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return f"没有代码为 {self.code!r} 的期限规则 | no deadline rule has the code {self.code!r}"


class Rule(Row):
    """One period of law. `n` is empty where there is none; `valid_*` are anchor dates, both inclusive."""

    code: str
    id: str
    title: str
    jurisdiction: str
    route: Literal["opposition", "trademark", "patent", "dispute", "domain", "customs", "platform"]
    anchor: str
    n: int | None = None
    unit: Unit
    start_rule: str
    roll_rule: str
    extension: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    valid_by: Literal["anchor_date"]
    basis: str
    confidence: Confidence
    source: str
    who: str = ""
    arguable_n: int | None = None  # the later reading where the law leaves two
    not_before: date | None = None  # the certain day is never earlier than this
    opens_n: int | None = None  # months from the anchor until the right opens
    note: str = ""

    @field_validator("start_rule")
    @classmethod
    def _start(cls, value: str) -> str:
        if not known_start(value):
            raise ValueError(f"起算规则未知 (unknown start rule): {value}")
        return value

    @model_validator(mode="after")
    def _whole(self) -> Rule:
        if (self.n is None) != (self.unit in ("ANY", "NONE")):
            raise ValueError("n 与 unit 不配 (n does not fit unit)")
        if self.n is not None and self.n <= 0:
            raise ValueError("n 必须为正 (n must be positive)")
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError("valid_from 晚于 valid_to (empty validity)")
        return self

    def in_force(self, anchor: date) -> bool:
        """Whether this row speaks about periods that start from `anchor`."""
        return (self.valid_from or date.min) <= anchor <= (self.valid_to or date.max)


class RuleBook:
    """All rows by code (upper case). Refuses a doubled id and two rows of a code in force on one day."""

    def __init__(self, given: Iterable[Rule]) -> None:
        self.rules = tuple(given)
        if twice := [rule_id for rule_id, n in Counter(rule.id for rule in self.rules).items() if n > 1]:
            raise ValueError(f"规则编号重复 | rule ids used twice: {twice}")
        self._by_code: dict[str, list[Rule]] = {}
        for rule in self.rules:
            self._by_code.setdefault(rule.code.upper(), []).append(rule)
        for code, versions in self._by_code.items():
            versions.sort(key=lambda rule: rule.valid_from or date.min)
            if any(a.in_force(b.valid_from or date.min) for a, b in pairwise(versions)):
                raise ValueError(f"{code}: 两条规则的有效期重叠 | two rules overlap")

    def versions(self, code: str) -> tuple[Rule, ...]:
        """Every row of a code, oldest law first; raises `UnknownCode`."""
        try:
            return tuple(self._by_code[code.strip().upper()])
        except KeyError:
            raise UnknownCode(code) from None

    def find(self, code: str, anchor: date) -> Rule | None:
        """The row in force on `anchor`; None when the code exists but has no rule for that day."""
        return next((rule for rule in self.versions(code) if rule.in_force(anchor)), None)

    def has(self, code: str) -> bool:
        """Whether any row bears the code."""
        return code.strip().upper() in self._by_code


def read_rules(folder: Path = FOLDER) -> RuleBook:
    """The rule files of a folder; raises `BadSheet` or `ValueError` rather than start with a bad row."""
    found = [rule for name in FILES for rule in rows(folder / f"{name}.csv", Rule)]
    for rule in found:
        if unknown := topics_in(rule.basis) - articles().keys():
            raise ValueError(f"{rule.id}: 条文对照表没有 {sorted(unknown)} | unknown topic of law")
    return RuleBook(found)


@cache
def shipped_rules() -> RuleBook:
    """The rules that come with the program."""
    return read_rules()


class _Name(Row):
    code: str
    name: str


class _Anchor(Row):
    anchor: str
    name: str


@cache
def jurisdiction_names() -> dict[str, str]:
    """Chinese name of each jurisdiction code of the tables."""
    return {row.code: row.name for row in rows(FOLDER / "jurisdictions.csv", _Name)}


@cache
def anchor_names() -> dict[str, str]:
    """Chinese name of each event from which a period may start."""
    return {row.anchor: row.name for row in rows(FOLDER / "anchors.csv", _Anchor)}
