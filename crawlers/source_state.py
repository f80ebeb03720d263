"""What must outlive a crawl of one source: a wall that was met, and how many requests today has cost.

After a login page, a captcha, 401, 403 or 429 the source rests for 24 hours (promise I8): nothing here
or elsewhere tries to get around it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from config.clock import from_db, local_day, to_db

REST = timedelta(hours=24)


@dataclass
class SourceState:
    """The state of one source, kept in `FOLDER/SOURCE.json`."""

    file: Path
    barrier: str = ""
    barrier_at: str = ""
    day: str = ""
    requests: int = 0

    @classmethod
    def load(cls, folder: Path, source: str, now: datetime) -> SourceState:
        """The kept state; a broken file counts as a wall met just now, the careful reading."""
        file = folder / f"{source}.json"
        state = cls(file)
        if file.exists():
            try:
                for name, value in json.loads(file.read_text(encoding="utf-8")).items():
                    setattr(state, name, type(getattr(state, name))(value))
                state.rests_until()
            except (ValueError, TypeError, AttributeError):
                state = cls(file, barrier="unreadable-state", barrier_at=to_db(now))
                state.save()
        return state

    def rests_until(self) -> datetime | None:
        """Until when no request may be made; None when no wall was met."""
        return from_db(self.barrier_at) + REST if self.barrier_at else None

    def rests(self, now: datetime) -> bool:
        """True within 24 hours after a wall."""
        until = self.rests_until()
        return until is not None and now < until

    def block(self, kind: str, now: datetime) -> None:
        """Remember a wall."""
        self.barrier, self.barrier_at = kind, to_db(now)
        self.save()

    def count_request(self, now: datetime) -> int:
        """Count one request; returns how many this day (Chengdu) has seen."""
        today = local_day(now).isoformat()
        if self.day != today:
            self.day, self.requests = today, 0
        self.requests += 1
        return self.requests

    def save(self) -> None:
        """Write the state, whole or not at all."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        body = {name: value for name, value in asdict(self).items() if name != "file"}
        part = self.file.with_suffix(".part")
        part.write_text(json.dumps(body), encoding="utf-8")
        part.replace(self.file)
