"""When a receiver hears news: at once, daily or weekly at nine in the morning; red always at once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

from alerts.compose import Receiver
from config.clock import SHANGHAI

_HOUR = time(9)
_HOURS = re.compile(r"(工作日 )?(\d\d):(\d\d)-(\d\d):(\d\d)")


def due_at(receiver: Receiver, level: str, now: datetime) -> datetime:
    """The moment from which news of `level` may leave to `receiver`."""
    if level == "红":
        return now
    if receiver.cadence == "now":
        return within_hours(receiver.hours, now)
    local = now.astimezone(SHANGHAI)
    day = local.date() if local.time() < _HOUR else local.date() + timedelta(days=1)
    if receiver.cadence == "weekly":
        day += timedelta(days=-day.weekday() % 7)
    return within_hours(receiver.hours, datetime.combine(day, _HOUR, SHANGHAI).astimezone(UTC))


def within_hours(hours: str, moment: datetime) -> datetime:
    """`moment`, or the next one inside the working hours; 工作日 means Monday to Friday."""
    found = _HOURS.fullmatch(hours)
    if found is None:
        return moment
    weekdays = bool(found[1])
    start = timedelta(hours=int(found[2]), minutes=int(found[3]))
    end = timedelta(hours=int(found[4]), minutes=int(found[5]))
    local = moment.astimezone(SHANGHAI)
    for ahead in range(8):
        midnight = datetime.combine(local.date() + timedelta(days=ahead), time(), SHANGHAI)
        if (weekdays and midnight.weekday() > 4) or local >= midnight + end:
            continue
        return max(local, midnight + start).astimezone(UTC)
    return moment
