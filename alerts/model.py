"""The words of a case: what was found, why, how urgent, until when, and what to do next."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from watchlists.entries import Confidence


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reason(_Fact):
    """理由: what one signal saw, and its exact share in the score (shares add up to the log-odds)."""

    signal: str
    text: str  # the Chinese sentence that people read
    value: float
    share: float
    rules: tuple[str, ...] = ()  # W01–W17, G1–G6, F1–F8


class AlignedPair(_Fact):
    """One column of the match card: a character of the entry against one of the record."""

    entry: str
    record: str
    relation: Literal["same", "sound", "shape", "both", "other", "gap"]
    entry_reading: str = ""
    record_reading: str = ""


class Hit(_Fact):
    """疑似近似: one entry and one record at or over the reporting line, with everything that led there."""

    entry_id: str
    record_id: str
    score: float  # 0–1
    per_100k: float  # of 100,000 ordinary filings, so many resemble this entry at least as much
    counted_in: int = 0  # filings of our archive in which that was counted; 0: from the matcher's table
    counted_on: date | None = None
    threshold: float
    usual_threshold: float | None = None  # the installation's, where a budget raised this entry's own
    alert: bool
    reasons: tuple[Reason, ...] = ()
    rules: tuple[str, ...] = ()
    alignment: tuple[AlignedPair, ...] = ()
    matched_text: str = ""
    relation: str = ""  # of the goods: same item, same group, same class, related, other, unknown
    model: str = ""


class Level(StrEnum):
    """Colours of the warning ladder; a project convention, not an official scale."""

    RED = "红"
    ORANGE = "橙"
    YELLOW = "黄"
    BLUE = "蓝"


class Deadline(_Fact):
    """期限: last day by law and the day to act by; `None` where no rule gives a date."""

    rule_id: str
    title: str
    anchor: date | None = None
    last_day: date | None = None
    certain_day: date | None = None
    arguable_day: date | None = None
    act_by: date | None = None
    rolled: bool = False
    basis: str = ""
    calendar: str = ""
    confidence: Confidence = "待定"
    note: str = ""


class Advice(_Fact):
    """处置建议: one next step, what it needs, and what else is open."""

    situation: str
    action: str
    route: str
    alternative: str = ""
    needs: tuple[str, ...] = ()
    window: str = ""
    basis: str = ""
    confidence: Confidence = "未核实"


class Risk(_Fact):
    """Level with its two axes and the table cell, as stored and explained."""

    level: Level
    severity: float  # 0–100
    urgency: str
    factors: dict[str, float] = {}
    why: str = ""
    policy: str = ""
    deadlines: tuple[Deadline, ...] = ()
    advice: tuple[Advice, ...] = ()
    desk: Literal["centre", "overseas"] = "centre"
