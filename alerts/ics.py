"""The deadlines of a case as an .ics file: the same case and dates give the same bytes and the same UIDs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from alerts.model import Deadline

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
REMIND_BEFORE = (timedelta(days=7), timedelta(days=1))


def calendar_file(alert_number: str, title: str, deadlines: Iterable[Deadline], revision: int = 0) -> bytes:
    """RFC 5545 text, UTF-8: for each dated deadline the day to act by and the last day, both all-day events.

    `revision` becomes SEQUENCE, so that a changed date replaces the old one in the reader's calendar.
    Deadlines without a date are left out; without any the calendar is empty but valid.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//zhiwei//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for deadline in deadlines:
        if deadline.last_day:
            for kind, words, day in _days(deadline, deadline.last_day):
                calendar.add_component(_event(alert_number, title, deadline, kind, words, day, revision))
    return bytes(calendar.to_ical())


def _days(deadline: Deadline, last_day: date) -> list[tuple[str, str, date]]:
    found = [("last", "最后一日", last_day)]
    if deadline.act_by and deadline.act_by != last_day:
        found.insert(0, ("act", "建议办理", deadline.act_by))
    return found


def _event(
    number: str, title: str, deadline: Deadline, kind: str, words: str, day: date, revision: int
) -> Event:
    event = Event()
    event.add("uid", f"{_token(number)}-{_token(deadline.rule_id)}-{kind}@zhiwei")
    event.add("dtstamp", _stamp(deadline, day))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("sequence", revision)
    event.add("summary", _CONTROL.sub(" ", f"{words}：{title}"))
    event.add("description", _CONTROL.sub(" ", _description(deadline)))
    event.add("transp", "TRANSPARENT")
    for before in REMIND_BEFORE:
        event.add_component(_alarm(before, words, title))
    return event


def _stamp(deadline: Deadline, day: date) -> datetime:
    """A moment that follows from the dates alone (RFC 5545 asks for one; the wall clock would vary)."""
    first = deadline.anchor or day
    return datetime(first.year, first.month, first.day, tzinfo=UTC)


def _description(deadline: Deadline) -> str:
    parts = [deadline.title, f"依据：{deadline.basis}（{deadline.confidence}）"]
    if deadline.certain_day and deadline.arguable_day:
        parts.append(f"确定不迟于 {deadline.certain_day}，可争辩至 {deadline.arguable_day}")
    parts += [f"日历：{deadline.calendar}" if deadline.calendar else "", deadline.note]
    return "；".join(part for part in parts if part)


def _alarm(before: timedelta, words: str, title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _CONTROL.sub(" ", f"{words}：{title}"))
    alarm.add("trigger", -before)
    return alarm


def _token(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "-", text)
