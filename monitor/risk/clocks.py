"""Which deadlines matter for a record: its register, its stage and its dates decide, from a table.

Registration opens the opposition period in DE, JP, TW, CH and some others; publication does elsewhere.
A date printed by the office wins over the computed one, and a difference between them is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from alerts.model import Deadline
from crawlers.records import DomainName, Filing, Patent, Record
from monitor.risk.calendars import shipped_calendars
from monitor.risk.deadlines import EARLIEST, LATEST, TransitionPolicy, deadline, passed
from monitor.risk.prep import act_by
from monitor.risk.rules import Rule, shipped_rules
from monitor.risk.sheets import HOME, Row, rows

ALIASES = {"UK": "GB", "EU": "EM", "EUIPO": "EM", "EL": "GR", "IB": "WO", "BENELUX": "BX"}
#: How a designation under the Madrid Protocol is recognised in each register.
MADRID = {"CN": ("CN-IR", "G"), "US": ("US-66a", "79"), "EM": ("EM-IR", "W"), "DE": ("DE-IR", "IR")}


class _Clocks(Row):
    kind: str
    jurisdiction: str
    stage: str
    codes: str


@cache
def _table() -> dict[tuple[str, str, str], tuple[str, ...]]:
    found = rows(HOME / "rules" / "clocks.csv", _Clocks)
    return {(row.kind, row.jurisdiction, row.stage): tuple(row.codes.split()) for row in found}


def office(jurisdiction: str) -> str:
    """The code used in the rules for a jurisdiction as a source may write it (UK → GB, EU → EM)."""
    code = jurisdiction.strip().upper()
    return ALIASES.get(code, code)


def clocks_for(
    record: Record, today: date, *, transition_policy: TransitionPolicy = "certain"
) -> tuple[Deadline, ...]:
    """Deadlines of a record that are still open on `today`, nearest first, those without a date last."""
    every = all_clocks(record, transition_policy)
    return tuple(found for found in every if not passed(found, today))


def lapsed_clocks(record: Record, today: date) -> tuple[Deadline, ...]:
    """Those that ended before `today`."""
    return tuple(found for found in all_clocks(record) if passed(found, today))


def all_clocks(record: Record, transition_policy: TransitionPolicy = "certain") -> tuple[Deadline, ...]:
    """Every deadline that the record's stage gives, whatever the day."""
    found = list(_found(record, transition_policy))
    return tuple(sorted(found, key=lambda one: (warn_day(one) or date.max, one.rule_id)))


def warn_day(found: Deadline) -> date | None:
    """The day that warnings and sorting go by: the certain day where the law leaves two."""
    return found.certain_day or found.last_day


def _found(record: Record, policy: TransitionPolicy) -> Iterator[Deadline]:
    place = office(record.jurisdiction)
    if isinstance(record, Filing):
        yield from _filing(record, place, policy)
    elif isinstance(record, Patent):
        published = record.published_on if record.event == "published" else None
        yield from _listed(record, place, record.event, published or record.event_on)
    elif isinstance(record, DomainName) and record.text.rstrip(".").lower().endswith(".cn"):
        yield from _listed(record, "CN", "registered", record.registered_on)


def _filing(record: Filing, place: str, policy: TransitionPolicy) -> Iterator[Deadline]:
    if (record.kind, place, record.office_code) in _table():
        yield from _listed(record, place, record.office_code, record.event_on)
        return
    registered = record.event == "registered" or record.registered_on is not None
    registered_on = record.registered_on or (record.event_on if record.event == "registered" else None)
    published = record.event == "published" or record.published_on is not None
    opposition = _opposition_rule(record, place)
    if opposition is None:
        if registered or published:
            yield _unknown_place(place)
    elif registered and "REG" in opposition.anchor.split("/"):
        yield _opposition(record, opposition.code, registered_on, policy)
    elif published and not registered and opposition.anchor != "REG":
        yield _opposition(record, opposition.code, record.published_on or record.event_on, policy)
    if registered:
        yield from _listed(record, place, "registered", registered_on)


def _opposition_rule(record: Filing, place: str) -> Rule | None:
    code = opposition_code(record, place)
    return shipped_rules().versions(code)[-1] if shipped_rules().has(code) else None


def opposition_code(record: Filing, place: str) -> str:
    """The first column of the opposition table for a filing: CN, CN-IR, CN-GI, US-66a, …"""
    if place == "CN" and (record.office_code == "GI_PRELIM" or "初步认定" in record.status):
        return "CN-GI"
    code, prefix = MADRID.get(place, ("", ""))
    number = record.number.upper().removeprefix("第").strip()
    if code and (number.startswith(prefix) or record.extra.get("route") == "madrid"):
        return code
    return place


def _clock(code: str, anchor: date | None, policy: TransitionPolicy = "certain") -> Deadline:
    """The clock from `anchor`; without a date, or with one no calendar can count from, it has none."""
    if anchor is None or not EARLIEST <= anchor < LATEST:
        return _undated(code)
    return deadline(code, anchor, transition_policy=policy)


def _opposition(record: Filing, code: str, anchor: date | None, policy: TransitionPolicy) -> Deadline:
    found = _clock(code, anchor, policy)
    return _printed(found, record.opposition_to, code) if record.opposition_to else found


def _printed(found: Deadline, printed: date, code: str) -> Deadline:
    computed = found.last_day
    if computed is None:
        words = "官方印发的异议期限，未能核算"
    elif printed in (computed, found.certain_day, found.arguable_day):
        words = "官方印发的异议期限，与推算一致"
    else:
        words = f"官方印发的异议期限 {printed} 优先；与推算的 {computed} 不一致，请核对公告"
    rule = shipped_rules().versions(code)[-1]
    start = found.anchor or printed
    return found.model_copy(
        update={
            "last_day": printed,
            "certain_day": None,
            "arguable_day": None,
            "act_by": min(printed, act_by(rule, start, printed, shipped_calendars())),
            "rolled": False,
            "calendar": "官方印发日期",
            "note": "；".join(text for text in (words, found.note) if text),
        }
    )


def _listed(record: Record, place: str, stage: str, anchor: date | None) -> Iterator[Deadline]:
    for code in _table().get((record.kind, place, stage), ()):
        yield _clock(code, anchor)


def _undated(code: str) -> Deadline:
    rule = shipped_rules().versions(code)[-1]
    return Deadline(rule_id=rule.code, title=rule.title, note="起算日未知，不给出日期，请人工补录")


def _unknown_place(place: str) -> Deadline:
    return Deadline(
        rule_id=f"{place}-?", title=f"{place} 商标异议", note="没有该法域的期限规则，不给出日期，请人工确认"
    )
