"""What a proposed watch list would have raised: counted over past records before anything is in force.

The dry run itself compares on the daemon's floor and is passed in; it must agree with the live screening
to the last hit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection

from watchlists.entries import WatchEntry

#: An entry that would raise more than this a week is called too generic.
GENERIC_PER_WEEK = 5.0


class Example(BaseModel):
    """One hit of the dry run as people read it."""

    model_config = ConfigDict(frozen=True)

    watched: str
    mark: str
    party: str
    seen: str  # local day
    score: float
    last_day: str = ""  # still running deadline, else empty


class Preview(BaseModel):
    """What the list would have raised from `since` to `until` (local days)."""

    model_config = ConfigDict(frozen=True)

    since: str
    until: str
    records: int
    hits: int
    per_week: float
    running: int = 0  # hits whose deadline has not passed
    pairs: tuple[tuple[str, str], ...] = ()  # (entry, record), for comparison with the live screening
    examples: tuple[Example, ...] = ()
    generic: tuple[tuple[str, float], ...] = ()  # (watched text, hits a week)
    exclusions: tuple[tuple[str, str, int], ...] = ()  # (watched text, mark to exclude, hits)


DryRun = Callable[[Connection, Sequence[WatchEntry], datetime], Preview]
