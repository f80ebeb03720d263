"""Who decides what, and what came of it: the words that replies, pages and commands share."""

from __future__ import annotations

from dataclasses import dataclass

from alerts.words import STATES


@dataclass(frozen=True)
class Actor:
    """Who decides: the id of a receiver, the role it acts in, and a name for the journal."""

    id: str
    role: str
    name: str


@dataclass(frozen=True)
class Decision:
    """What somebody wants done with one alert; fields a verb does not need stay empty."""

    verb: str
    alert: int
    reason: str = ""
    days: int = 0
    to: str = ""
    into: int = 0
    note: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class Applied:
    """The result: `done` with both states and the journal row, or not done and why, in Chinese."""

    decision: Decision
    done: bool
    before: str
    after: str
    why: str = ""
    row: int = 0

    @property
    def sentence(self) -> str:
        """For receipts: `A-12：待受理 → 已受理`."""
        label = f"A-{self.decision.alert}"
        if not self.done:
            return f"{label}：未改动。{self.why}"
        before, after = STATES.get(self.before, self.before), STATES.get(self.after, self.after)
        return f"{label}：{before} → {after}" if before != after else f"{label}：{after}（已记录）"
