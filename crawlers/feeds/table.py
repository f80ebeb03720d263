"""Filings and listings in any CSV, XLSX or JSONL whose columns a TOML maps to fields of a record.

A mapped name may list several headers; the first that is filled counts. A row without native id gets
one from its text, so that the same row read twice is one record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast, get_args

from pydantic import ValidationError

from config.tabular import Row, TabularError, read_rows
from crawlers.declaration import Declaration
from crawlers.leftover import Fields
from crawlers.outcome import Notes, Outcome, Rejected
from crawlers.reading.cells import TYPED, known_fields_of
from crawlers.reading.values import BadValue, from_validation, required
from crawlers.records import Event, parse_record

_EVENT_DAYS = {"filed": "filed_on", "published": "published_on", "registered": "registered_on"}
_MAX_SHAPES = 100  # distinct headers remembered; rows of JSONL may each have their own
_HEADED = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")


@dataclass(frozen=True)
class Mapping:
    """Which column becomes which field; read from the tables of a declaration."""

    source: str
    kind: str
    columns: dict[str, tuple[str, ...]]
    constants: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    required: tuple[str, ...] = ("text",)
    separators: str = "；;\n"
    date_format: str = ""
    id_from: tuple[str, ...] = ()  # fields that together make the native id
    events: dict[str, str] = field(default_factory=dict)  # value of the event column → event

    @classmethod
    def of(cls, declared: Declaration) -> Mapping:
        """The mapping of a source file; raises DeclarationError with the place of a mistake."""
        record = declared.table("record")
        kind = str(record.pop("kind", ""))
        fields = known_fields_of(kind)
        if not fields:
            raise declared.error("record", "kind 未知", f"unknown kind {kind!r}")
        columns = _columns(declared)
        for name in (*columns, *declared.table("constants")):
            if name not in fields:
                known = "、".join(sorted(fields))
                raise declared.error("columns", f"字段 {name} 未知，可用：{known}", f"unknown field {name}")
        events = {str(k): str(v) for k, v in declared.table("events").items()}
        if bad := set(events.values()) - set(get_args(Event)):
            raise declared.error("events", f"事件未知：{bad}", f"unknown events {bad}")
        return cls(
            source=declared.source.name,
            kind=kind,
            columns=columns,
            constants={"jurisdiction": declared.source.jurisdiction, **declared.table("constants")},
            extra={name: _names(value) for name, value in declared.table("extra").items()},
            ignored=_names(declared.table("ignore").get("columns", ())),
            required=_names(record.get("required", "text")),
            separators=str(record.get("separators", cls.separators)),
            date_format=str(record.get("date_format", "")),
            id_from=_names(record.get("id_from", ())),
            events=events,
        )

    def present(self, header: tuple[str, ...]) -> Mapping:
        """The same mapping without the headers that a row of this shape does not have (for speed)."""
        known = frozenset(header)

        def kept(columns: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
            there = {name: tuple(c for c in names if c in known) for name, names in columns.items()}
            return {n: there[n] or columns[n][:1] for n in columns if there[n] or n in self.required}

        return replace(self, columns=kept(self.columns), extra=kept(self.extra))

    def with_fields(self, names: tuple[str, ...]) -> Mapping:
        """The same mapping with further fields that bear their own name."""
        return replace(self, columns=self.columns | {name: (name,) for name in names})


def _columns(declared: Declaration) -> dict[str, tuple[str, ...]]:
    """Headers by field; what a spider picks (`[fields]`) already bears the names of the fields."""
    picked = {name: (name,) for name in declared.table("fields")}
    return picked | {name: _names(value) for name, value in declared.table("columns").items()}


def _names(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(name) for name in value)


def read(path: Path, notes: Notes, mapping: Mapping) -> Iterator[Outcome]:
    """One outcome for each row; a file without a required column is one rejection."""
    bad: list[TabularError] = []
    narrowed: dict[tuple[str, ...], Mapping] = {}
    try:
        for row in read_rows(path, on_error=bad.append):
            yield from _refused(bad)
            if not narrowed and (missing := _missing(path, row, mapping)):
                yield missing
                return
            header = tuple(row.cells)
            if header not in narrowed and len(narrowed) < _MAX_SHAPES:
                narrowed[header] = mapping.present(header)
            yield row_outcome(row, notes, narrowed.get(header, mapping))
    except TabularError as error:
        bad.append(error)
    yield from _refused(bad)


def _refused(bad: list[TabularError]) -> Iterator[Rejected]:
    while bad:
        e = bad.pop(0)
        yield Rejected(e.file, e.line, e.field, e.value, e.reason_zh, e.reason_en, e.raw)


def _missing(path: Path, row: Row, mapping: Mapping) -> Rejected | None:
    """The rejection of a table whose header lacks a required column under every mapped name."""
    if path.suffix.lower() not in _HEADED:
        return None
    for name in mapping.required:
        wanted = mapping.columns.get(name, ())
        if wanted and not any(column in row.cells for column in wanted):
            zh = f"缺少必需的列「{'」或「'.join(wanted)}」，整个文件未导入"
            en = f"lacks the required column {' or '.join(wanted)}; the whole file was refused"
            return Rejected(path.name, 1, wanted[0], "、".join(row.cells)[:300], zh, en, row.raw)
    return None


def row_outcome(row: Row, notes: Notes, mapping: Mapping) -> Outcome:
    """The record of one row of named cells (or of one place on a page), or its rejection."""
    fields = Fields(row.cells, notes)
    try:
        record = parse_record(_body(fields, notes, mapping))
    except BadValue as error:
        return error.rejected(row.file, row.number, row.raw)
    except ValidationError as error:
        return from_validation(error).rejected(row.file, row.number, row.raw)
    fields.waive(*mapping.ignored)
    fields.done()
    return record


def _body(fields: Fields, notes: Notes, mapping: Mapping) -> dict[str, Any]:
    body: dict[str, Any] = {"kind": mapping.kind, "source": mapping.source, "text": "", **mapping.constants}
    for name, columns in mapping.columns.items():
        text = fields.take(*columns)
        if name in mapping.required:
            required(columns[0], text)
        if name == "event":
            body[name] = _event(text, notes, mapping)
        elif text:
            body[name] = TYPED[name](columns[0], text, mapping) if name in TYPED else text
    extra = {name: fields.take(*columns) for name, columns in mapping.extra.items()}
    body["extra"] = {name: text for name, text in extra.items() if text}
    if dated := _EVENT_DAYS.get(body.get("event", "")):
        body.setdefault("event_on", body.get(dated))
    body["native_id"] = _native_id(body, mapping.id_from)
    return body


def _event(text: str, notes: Notes, mapping: Mapping) -> Event:
    if text in mapping.events:
        return cast(Event, mapping.events[text])
    if text in get_args(Event):
        return cast(Event, text)
    if text:
        notes.warn("unknown_event", text)
    return cast(Event, mapping.constants.get("event", "seen"))


def _native_id(body: dict[str, Any], id_from: tuple[str, ...]) -> str:
    """The mapped id, else number and classes of a filing, else a digest of what identifies the row."""
    if id_from and all(body.get(name) for name in id_from):
        return "-".join(str(body[name]) for name in id_from)
    if given := body.get("native_id"):
        return str(given)
    if number := body.get("number"):
        return "-".join([str(number), *map(str, body.get("nice_classes", ()))])
    parts = [str(body.get(name, "")) for name in ("url", "text", "seller", "applicant", "platform")]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]
