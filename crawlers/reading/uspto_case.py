"""One USPTO case file (DTD v2.0) becomes one filing: the full present state of that serial number.

Rules and code meanings: domain facts 1.5. The current owner is the one of the highest party type (all
its entries); goods, pseudo marks, translations and transliterations come from the statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from config.identifiers import check_us_serial
from crawlers.leftover import cell_text, count_unread
from crawlers.outcome import Notes
from crawlers.reading.tables import code_table, event_of, known_fields
from crawlers.reading.values import BadValue, checked, day, distinct, required
from crawlers.reading.xml_stream import Element, child_text
from crawlers.records import Event, Filing

_CLASS_OF_RIGHT = {"A": "certification", "B": "certification", "200": "collective"}
_QUOTED = re.compile(r'["“]([^"”]{1,200})["”]')
_LESS = re.compile(r"\(\(.*?\)\)|\[.*?\]", re.DOTALL)
_MAX_GOODS = 300


def filing(case: Element, notes: Notes, source: str) -> Filing:
    """The filing of a `case-file` element; raises BadValue or pydantic's ValidationError."""
    serial_text = required("serial-number", child_text(case, "serial-number"))
    serial = checked("serial-number", serial_text, check_us_serial)
    days = {name: _day(case, name) for name in _DAYS}
    code = child_text(case, "case-file-header/status-code").zfill(3)
    event, event_on, state = _event(code, days, notes)
    statements = _statements(case)
    owners = _owners(case)
    count_leaves(case, notes)
    return Filing(
        source=source,
        native_id=serial,
        number=serial,
        jurisdiction="US",
        text=_mark(case, statements),
        variants=_variants(statements),
        nice_classes=_classes(case, notes),
        goods=_goods(statements),
        applicant=child_text(owners[0], "party-name") if owners else "",
        applicant_address=_address(owners[0]) if owners else "",
        co_applicants=distinct(child_text(o, "party-name") for o in owners[1:]),
        origin=child_text(owners[0], "country") if owners else "",
        agent=child_text(case, "case-file-header/attorney-name"),
        filed_on=days["filing-date"],
        published_on=days["published-for-opposition-date"],
        registered_on=days["registration-date"],
        event=event,
        event_on=event_on,
        status=_status_name(code),
        office_code=code,
        extra=_extra(case, state),
    )


_DAYS = (
    "filing-date",
    "registration-date",
    "status-date",
    "published-for-opposition-date",
    "abandonment-date",
    "cancellation-date",
)
#: Which day an event happened on, first known one wins.
_EVENT_DAYS: dict[Event, tuple[str, ...]] = {
    "filed": ("filing-date",),
    "published": ("published-for-opposition-date", "status-date"),
    "registered": ("registration-date", "status-date"),
    "lost": ("cancellation-date", "abandonment-date", "status-date"),
}


def _day(case: Element, name: str) -> date | None:
    return day(name, child_text(case, f"case-file-header/{name}"))


def transaction_date(case: Element) -> str:
    """The day of this state, YYYYMMDD; of two states of one serial number the greater one holds."""
    return child_text(case, "transaction-date")


def _event(code: str, days: dict[str, date | None], notes: Notes) -> tuple[Event, date | None, str]:
    row = code_table("uspto_status").get(code)
    if row is None:
        notes.warn("unknown_status_code", code)
        return "other", days["status-date"], "unknown"
    event = event_of(row)
    known = (days[name] for name in _EVENT_DAYS.get(event, ("status-date",)) if days[name])
    return event, next(known, None), row["state"]


def _status_name(code: str) -> str:
    row = code_table("uspto_status").get(code)
    return row["name"] if row else code


def _statements(case: Element) -> list[tuple[str, str]]:
    found = case.iterfind("case-file-statements/case-file-statement")
    return [(child_text(s, "type-code").upper(), child_text(s, "text")) for s in found]


def _of(statements: list[tuple[str, str]], *kinds: str) -> Iterator[str]:
    for code, text in statements:
        if any(re.fullmatch(rf"{kind}\w*", code) for kind in kinds):
            yield text


def _mark(case: Element, statements: list[tuple[str, str]]) -> str:
    """The mark and its overflow (MK); empty for a mark without words."""
    head = case.findtext("case-file-header/mark-identification") or ""
    return cell_text("".join([head.lstrip(), *_of(statements, "MK")]))


def _variants(statements: list[tuple[str, str]]) -> tuple[str, ...]:
    """Pseudo marks, and what a translation or transliteration puts in quotation marks (else all of it)."""
    sentences = list(_of(statements, r"TR\d", "TLIT"))
    quoted = [part.strip(" .,;") for s in sentences for part in _QUOTED.findall(s) or [s]]
    return distinct([*_of(statements, "PM"), *quoted])


def _goods(statements: list[tuple[str, str]]) -> tuple[str, ...]:
    """Goods by statement, split at semicolons; deleted `[…]` and excluded `((…))` wording left out."""
    texts = [t for c, t in statements if c.startswith("GS") and not (len(c) == 6 and c[5] == "2")]
    parts = [p.strip(" .*") for t in texts for p in _LESS.sub(" ", t).replace("*", "").split(";")]
    return distinct(" ".join(p.split()) for p in parts)[:_MAX_GOODS]


def _classes(case: Element, notes: Notes) -> tuple[int, ...]:
    """Classes of the Nice system that are active (status 6); all of them where none is."""
    found: dict[bool, set[int]] = {True: set(), False: set()}
    for one in case.iterfind("classifications/classification"):
        active = child_text(one, "status-code") in ("6", "")
        for code in one.iterfind("international-code"):
            text = (code.text or "").strip().upper()
            if text.isdecimal() and 1 <= int(text) <= 45:
                found[active].add(int(text))
            elif text not in _CLASS_OF_RIGHT and text.strip("0"):
                notes.warn("unknown_class", text)
    return tuple(sorted(found[True] or found[False]))


def _owners(case: Element) -> list[Element]:
    owners = case.findall("case-file-owners/case-file-owner")
    kinds = {id(o): _party_type(o) for o in owners}
    latest = max((k for k in kinds.values() if k < 70), default=0)
    return [o for o in owners if kinds[id(o)] == latest]


def _party_type(owner: Element) -> int:
    text = child_text(owner, "party-type")
    if not text.isdecimal():
        raise BadValue("party-type", text, "不是权利人类型代码", "not a party type")
    return int(text)


def _address(owner: Element) -> str:
    parts = ("address-1", "address-2", "city", "state", "postcode", "country", "other")
    return ", ".join(distinct(child_text(owner, part) for part in parts))


def _extra(case: Element, state: str) -> dict[str, str]:
    registration = child_text(case, "registration-number").strip("0") and child_text(
        case, "registration-number"
    )
    extra = {
        "as_of": transaction_date(case),
        "state": state,
        "registration_number": registration,
        "drawing_code": child_text(case, "case-file-header/mark-drawing-code"),
        "madrid": child_text(case, "international-registration/international-registration-number"),
    }
    return {name: text for name, text in extra.items() if text}


def count_leaves(case: Element, notes: Notes) -> None:
    """Count leaf elements that are neither used nor waived in fields.toml."""
    for element in case.iter():
        if len(element) or not isinstance(element.tag, str) or not (element.text or "").strip():
            continue
        if element.tag not in known_fields("uspto") and not element.tag.endswith("-in"):
            count_unread(notes, element.tag)
