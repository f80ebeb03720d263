"""The state machine of a case, read from data: which verb leads where, and who may say it."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

_FILE = Path(__file__).parent / "states.toml"


class Transition(BaseModel):
    """One row of the table; an empty `from` is every open state, an empty `to` leaves the state."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verb: str
    sources: tuple[str, ...] = Field(alias="from")
    to: str
    roles: tuple[str, ...]
    needs: tuple[str, ...] = ()
    desk: str = ""
    reason: str = ""
    remembers: bool = False
    two_people_for_red: bool = False


class Machine(BaseModel):
    """The whole table."""

    model_config = ConfigDict(frozen=True)

    version: str
    open: tuple[str, ...]
    settled: tuple[str, ...]
    transition: tuple[Transition, ...]
    outcomes: dict[str, tuple[str, ...]]

    def find(self, verb: str) -> Transition | None:
        """The transition of a verb."""
        return next((t for t in self.transition if t.verb == verb), None)

    def allows(self, transition: Transition, state: str) -> bool:
        """Whether the transition starts in `state`."""
        return state in (transition.sources or self.open)


@cache
def machine() -> Machine:
    """The table that ships with the program."""
    return Machine.model_validate(tomllib.loads(_FILE.read_text("utf-8")))
