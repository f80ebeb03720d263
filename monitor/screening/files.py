"""Reads the rows of a stateless screening: a bad row costs only itself and is named with file, line and field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from crawlers.records import Filing, Listing
from monitor.screening.categories import category_code
from watchlists.entries import WatchEntry


@dataclass(frozen=True)
class BadRow:
    """A row that is not one, in words for people."""

    file: str
    line: int
    field: str
    why: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.field}：{self.why}"


class RawRow(NamedTuple):
    """A line as it stands in the file; lines count from 1."""

    line: int
    raw: bytes


def read_entries(path: Path) -> Iterator[WatchEntry | BadRow]:
    """Entries of a watchlist file, one JSON object a line."""
    for row in read_raw(path):
        yield _built(path.name, row, _entry)


def read_raw(path: Path) -> Iterator[RawRow]:
    """The lines of a file that are not empty, unread, so that a worker may read them."""
    with path.open("rb") as file:
        for line, raw in enumerate(file, start=1):
            if raw.strip():
                yield RawRow(line, raw)


def record_of(file: str, row: RawRow) -> Filing | Listing | BadRow:
    """The record of a line, one JSON object."""
    found: Filing | Listing | BadRow = _built(file, row, _record)
    return found


def _built(file: str, row: RawRow, make: Any) -> Any:
    try:
        body = json.loads(row.raw.decode("utf-8-sig"))
    except (ValueError, UnicodeDecodeError, RecursionError) as error:
        return BadRow(file, row.line, "*", f"不是有效的 JSON / not valid JSON: {error}")
    if not isinstance(body, dict):
        return BadRow(file, row.line, "*", "应为 JSON 对象 / not a JSON object")
    try:
        return make(body)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "*"
        return BadRow(file, row.line, field, f"{first['msg']}（{first['input']!r}）"[:200])
    except _Missing as error:
        return BadRow(file, row.line, error.field, error.why)


class _Missing(ValueError):
    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field, self.why = field, why


def _text(body: dict[str, Any], field: str) -> str:
    value = body.get(field)
    if not isinstance(value, str) or not value.strip():
        raise _Missing(field, "缺失或为空 / missing or empty")
    return value


def _classes(body: dict[str, Any]) -> tuple[int, ...]:
    given = body.get("nice_classes") or ()
    if not isinstance(given, list | tuple) or not all(
        str(c).isdecimal() and 1 <= int(c) <= 45 for c in given
    ):
        raise _Missing("nice_classes", f"应为 1–45 的列表 / not a list of 1–45: {given!r}")
    return tuple(int(c) for c in given)


def _words(body: dict[str, Any], field: str) -> tuple[str, ...]:
    given = body.get(field) or ()
    if not isinstance(given, list | tuple) or not all(isinstance(word, str) for word in given):
        raise _Missing(field, "应为文字列表 / not a list of texts")
    return tuple(word for word in given if word.strip())


def _budget(body: dict[str, Any]) -> int | None:
    given = body.get("monthly_budget")
    if given in (None, ""):
        return None
    if isinstance(given, bool) or not str(given).isdecimal():
        raise _Missing("monthly_budget", f"应为每月封数 / not a number of mails: {given!r}")
    return int(given)


def _entry(body: dict[str, Any]) -> WatchEntry:
    try:
        category = category_code(_text(body, "category"))
    except ValueError as error:
        raise _Missing("category", str(error)) from error
    return WatchEntry(
        id=_text(body, "id"),
        category=category,
        text=_text(body, "text"),
        aliases=_words(body, "aliases"),
        nice_classes=_classes(body),
        owner=str(body.get("owner") or ""),
        owner_aliases=_words(body, "owner_aliases"),
        region=str(body.get("region") or ""),
        authorised_users=_words(body, "authorised_users"),
        authorised_sellers=_words(body, "authorised_sellers"),
        monthly_budget=_budget(body),
    )


def _record(body: dict[str, Any]) -> Filing | Listing:
    form = _text(body, "form")
    common: dict[str, Any] = {
        "source": "file",
        "native_id": _text(body, "id"),
        "text": _text(body, "text"),
        "nice_classes": _classes(body),
        "origin": str(body.get("origin") or ""),
    }
    if form == "filing":
        return Filing(**common, applicant=str(body.get("applicant") or ""), event="published")
    if form == "listing":
        return Listing(**common, seller=str(body.get("seller") or ""), price=_price(body.get("price")))
    raise _Missing("form", f"应为 filing 或 listing / unknown form: {form!r}")


def _price(value: Any) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        price = Decimal(str(value))
    except InvalidOperation as error:
        raise _Missing("price", f"不是数字 / not a number: {value!r}") from error
    if not price.is_finite():
        raise _Missing("price", f"不是数字 / not a number: {value!r}")
    return price
