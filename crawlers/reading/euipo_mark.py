"""One EUIPO `TradeMark` element (EM-TM V3-4) becomes one filing; its operation may insert, update or delete.

Only direct children are read: an earlier mark cited in a seniority claim has elements of the same names.
"""

from __future__ import annotations

from datetime import date

from config.identifiers import check_eutm
from crawlers.leftover import count_unread
from crawlers.outcome import Notes
from crawlers.reading.tables import code_table, event_of, known_fields
from crawlers.reading.values import BadValue, checked, day, distinct, required
from crawlers.reading.xml_stream import Element, child_text
from crawlers.records import Event, Filing

NAMESPACE = "http://euipo.europa.eu/trademark/data"
_OPERATIONS = ("Insert", "Update", "Delete", "")
_MAX_GOODS = 300


def filing(mark: Element, notes: Notes, source: str) -> Filing:
    """The filing of a `TradeMark` element; raises BadValue or pydantic's ValidationError."""
    operation = mark.get("operationCode", "")
    if operation not in _OPERATIONS:
        raise BadValue("operationCode", operation, "操作代码应为 Insert/Update/Delete", "unknown operation")
    number_text = required("ApplicationNumber", _text(mark, "ApplicationNumber"))
    number = checked("ApplicationNumber", number_text, check_eutm)
    published, registered = _publication(mark, "A"), day("RegistrationDate", _text(mark, "RegistrationDate"))
    event, status = _event(mark, operation, notes)
    _count_children(mark, notes)
    applicants = [e.text or "" for e in mark.iterfind(_path("ApplicantDetails/ApplicantKey/Identifier"))]
    return Filing(
        source=source,
        native_id=number,
        number=number,
        jurisdiction="EM",
        text=_text(mark, "WordMarkSpecification/MarkVerbalElementText"),
        nice_classes=_classes(mark),
        goods=_goods(mark),
        filed_on=day("ApplicationDate", _text(mark, "ApplicationDate")),
        published_on=published,
        registered_on=registered,
        opposition_to=day("OppositionPeriodEndDate", _text(mark, "OppositionPeriodEndDate")),
        event=event,
        event_on=_event_day(mark, event, published, registered),
        issue=_text(mark, "PublicationDetails/Publication/PublicationIdentifier"),
        status=status,
        image=_text(mark, "MarkImageDetails/MarkImage/MarkImageFilename"),
        extra=_extra(mark, operation, applicants),
    )


def _path(path: str) -> str:
    return "/".join(f"{{{NAMESPACE}}}{part}" for part in path.split("/"))


def _text(element: Element, path: str) -> str:
    return child_text(element, _path(path))


def _event(mark: Element, operation: str, notes: Notes) -> tuple[Event, str]:
    status = _text(mark, "MarkCurrentStatusCode")
    if operation == "Delete":
        return "lost", "Deleted"
    row = code_table("euipo_status").get(status.lower().replace("_", " "))
    if row is None:
        notes.warn("unknown_status", status or "(empty)")
        return "other", status
    return event_of(row), status


def _event_day(mark: Element, event: Event, published: date | None, registered: date | None) -> date | None:
    by_event = {"published": published, "registered": registered}
    status_day = day("MarkCurrentStatusDate", _text(mark, "MarkCurrentStatusDate"))
    filed = day("ApplicationDate", _text(mark, "ApplicationDate")) if event == "filed" else None
    return by_event.get(event) or filed or status_day


def _publication(mark: Element, part: str) -> date | None:
    """The newest publication in `part` of the bulletin (A.1 opens the opposition period)."""
    days = [
        day("PublicationDate", _text(p, "PublicationDate"))
        for p in mark.iterfind(_path("PublicationDetails/Publication"))
        if _text(p, "PublicationSection").startswith(part)
    ]
    return max((d for d in days if d), default=None)


_CLASS = "GoodsServicesDetails/GoodsServices/ClassDescriptionDetails/ClassDescription"


def _classes(mark: Element) -> tuple[int, ...]:
    found = (_text(one, "ClassNumber") for one in mark.iterfind(_path(_CLASS)))
    return tuple(sorted({int(text) for text in found if text.isdecimal() and 1 <= int(text) <= 45}))


def _goods(mark: Element) -> tuple[str, ...]:
    """Goods in English, else in the language of the application, split at semicolons."""
    own = _text(mark, "ApplicationLanguageCode")
    parts: list[str] = []
    for one in mark.iterfind(_path(_CLASS)):
        texts = {
            d.get("languageCode", ""): d.text or "" for d in one.iterfind(_path("GoodsServicesDescription"))
        }
        parts += (texts.get("en") or texts.get(own) or "").split(";")
    return distinct(p.strip(" .") for p in parts)[:_MAX_GOODS]


def _extra(mark: Element, operation: str, applicants: list[str]) -> dict[str, str]:
    oppositions = len(mark.findall(_path("OppositionDetails/Opposition")))
    extra = {
        "operation": operation,
        "feature": _text(mark, "MarkFeature"),
        "as_of": _text(mark, "MarkCurrentStatusDate"),
        "applicant_id": " ".join(applicants).strip(),
        "oppositions": str(oppositions) if oppositions else "",
    }
    return {name: text for name, text in extra.items() if text}


def _count_children(mark: Element, notes: Notes) -> None:
    for child in mark:
        name = str(child.tag).rpartition("}")[2]
        if name not in known_fields("euipo"):
            count_unread(notes, name)
