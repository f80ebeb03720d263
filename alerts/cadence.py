"""When a receiver hears news: at once, daily or weekly at nine in the morning; red always at once."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from alerts.compose import Receiver
from config.clock import SHANGHAI

_HOUR = time(9)


def due_at(receiver: Receiver, level: str, now: datetime) -> datetime:
    """The moment from which news of `level` may leave to `receiver`."""
    if level == "红" or receiver.cadence == "now":
        return now
    local = now.astimezone(SHANGHAI)
    day = local.date() if local.time() < _HOUR else local.date() + timedelta(days=1)
    if receiver.cadence == "weekly":
        day += timedelta(days=-day.weekday() % 7)
    return datetime.combine(day, _HOUR, SHANGHAI).astimezone(UTC)
