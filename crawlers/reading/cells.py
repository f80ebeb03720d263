"""How the text of a mapped cell becomes the value of a record's field."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol, get_args

from config.identifiers import (
    check_cn_trademark_number,
    check_eutm,
    check_nice_classes,
    check_similar_group,
    check_us_serial,
)
from crawlers.reading.values import amount, checked, count, day, day_as, distinct
from crawlers.records import Filing, Record


class Style(Protocol):
    """What of a mapping the values need to know."""

    @property
    def kind(self) -> str: ...
    @property
    def separators(self) -> str: ...
    @property
    def date_format(self) -> str: ...
    @property
    def constants(self) -> dict[str, Any]: ...


Typed = Callable[[str, str, Style], Any]

_NUMBERS = {"CN": check_cn_trademark_number, "US": check_us_serial, "EM": check_eutm}
_YES = frozenset({"true", "yes", "1", "是", "有"})
_MANY = ("goods", "variants", "co_applicants", "images", "applicants", "inventors", "ipc", "cited")
_DAYS = ("event_on", "filed_on", "published_on", "registered_on", "opposition_to")


def known_fields_of(kind: str) -> frozenset[str]:
    """The fields that a record of `kind` has and a column may fill; empty for an unknown kind."""
    union = get_args(Record)[0]
    for model in get_args(union):
        if model.model_fields["kind"].default == kind:
            return frozenset(model.model_fields) - {"kind", "source", "extra", "seen_at"}
    return frozenset()


def _split(text: str, style: Style) -> list[str]:
    return re.split(f"[{re.escape(style.separators)}]", text)


def _many(_: str, text: str, style: Style) -> tuple[str, ...]:
    return distinct(_split(text, style))


def _date(name: str, text: str, style: Style) -> Any:
    return day_as(name, text, style.date_format) if style.date_format else day(name, text)


def _number(name: str, text: str, style: Style) -> str:
    check = _NUMBERS.get(style.constants.get("jurisdiction", ""))
    if check is None or style.kind != Filing.model_fields["kind"].default:
        return text
    return checked(name, text, check)


def _groups(name: str, text: str, style: Style) -> tuple[str, ...]:
    parts = [part for part in re.split(r"[\s,，、;；]+", text) if part]
    return distinct(checked(name, part, check_similar_group) for part in parts)


TYPED: dict[str, Typed] = {
    **dict.fromkeys(_MANY, _many),
    **dict.fromkeys(_DAYS, _date),
    "number": _number,
    "nice_classes": lambda name, text, _: checked(name, text, check_nice_classes),
    "similar_groups": _groups,
    "price": lambda name, text, _: amount(name, text),
    "sales": lambda name, text, _: count(name, text),
    "has_mx": lambda _, text, __: text.lower() in _YES,
}
