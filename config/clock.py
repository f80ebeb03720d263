"""Time: stored in UTC, shown in Asia/Shanghai; a decision takes `now` as an argument and never asks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def utc_now() -> datetime:
    """The one place where the wall clock is read (callers at the edge pass it down as `now`)."""
    return datetime.now(UTC)


def local_day(moment: datetime) -> date:
    """The calendar day in Chengdu at an aware `moment`."""
    return moment.astimezone(SHANGHAI).date()


def show(moment: datetime) -> str:
    """An aware moment as people here read it: `2026-11-24 09:05`."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def to_db(moment: datetime) -> str:
    """An aware moment as sortable UTC text; text, so that SQLite and PostgreSQL keep the same value."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_db(text: str) -> datetime:
    """The aware moment that `to_db` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
