"""One notice of the CNIPA trademark gazette, in whichever JSON shape it comes, becomes one filing.

A notice without a word (图形, or no name in the row) stays a record: its number alone can name a watched
right. Its id is number, notice type and issue, so that each legal event of a mark is one record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from config.identifiers import check_cn_trademark_number
from crawlers.gazette_calendar import date_agrees
from crawlers.leftover import Fields
from crawlers.outcome import Notes, Outcome, Rejected
from crawlers.reading.json_stream import Found, JsonStream, objects
from crawlers.reading.tables import code_table, event_of
from crawlers.reading.values import BadValue, checked, day, from_validation, required
from crawlers.records import Filing


@dataclass(frozen=True)
class Shape:
    """Where a JSON shape keeps what; each logical name lists its keys, the first non-empty counts."""

    array: str
    keys: Mapping[str, tuple[str, ...]]
    waived: tuple[str, ...]


def read_gazette(path: Path, notes: Notes, source: str, shape: Shape) -> Iterator[Outcome]:
    """Every object of the shape's array as one outcome; a file without such an array is one rejection."""
    stream = JsonStream(path)
    inputs = 0
    try:
        for found in objects(stream, shape.array):
            inputs += 1
            yield _outcome(path.name, found, notes, source, shape)
    finally:
        stream.close()
    if stream.replaced:
        notes.warn("malformed_bytes", path.name, stream.replaced)
    if not inputs and not _is_empty_answer(path, shape.array):
        yield Rejected(
            path.name,
            1,
            shape.array,
            "",
            f"文件中没有公告数据（JSON 数组 {shape.array}）；可能是错误页或登录页",
            f"no gazette rows (JSON array {shape.array!r}); perhaps an error or login page",
            _head(path),
        )


def _is_empty_answer(path: Path, array: str) -> bool:
    """A whole, valid answer of a query without hits (`"rows": []`) is empty, not broken."""
    return f'"{array}":[]' in _head(path).replace(" ", "")


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(4000).decode("utf-8", "replace")


def _outcome(file: str, found: Found, notes: Notes, source: str, shape: Shape) -> Outcome:
    if found.problem:
        return found.problem.rejected(file, found.line, found.raw)
    fields = Fields(found.body, notes)
    try:
        filing = _filing(fields, notes, source, shape.keys)
    except ValidationError as error:
        return from_validation(error).rejected(file, found.line, found.raw)
    except BadValue as error:
        return error.rejected(file, found.line, found.raw)
    fields.waive(*shape.waived)
    fields.done()
    return filing


def _filing(fields: Fields, notes: Notes, source: str, keys: Mapping[str, tuple[str, ...]]) -> Filing:
    def take(name: str) -> tuple[str, str]:
        return keys[name][0], fields.take(*keys[name])

    number = checked(keys["number"][0], required(*take("number")), check_cn_trademark_number)
    code = required(*take("type")).upper()
    issue = required(*take("issue"))
    printed = day(*take("date"))
    _check_issue(notes, keys["issue"][0], issue, printed)
    kind = code_table("gazette_types").get(code)
    if kind is None:
        notes.warn("unknown_notice_type", code)
    event = event_of(kind) if kind else "other"
    name = fields.take(*keys["type_name"]) or (kind["name_zh"] if kind else "")
    page = fields.take(*keys["page"])
    return Filing(
        source=source,
        native_id=f"{number}-{code}-{issue}",
        text=fields.take(*keys["mark"]),
        number=number,
        applicant=fields.take(*keys["applicant"]),
        event=event,
        event_on=printed,
        published_on=printed if event == "published" else None,
        registered_on=printed if event == "registered" else None,
        issue=issue,
        status=name,
        office_code=code,
        extra={"gazette_page": page} if page else {},
    )


def _check_issue(notes: Notes, field: str, issue: str, printed: date | None) -> None:
    """The printed date stands; one that the issue number contradicts is counted."""
    if not issue.isdecimal() or not 1 <= int(issue) <= 9999:
        raise BadValue(field, issue, "不是公告期号", "not an issue number")
    if printed is None:
        notes.warn("issue_without_date", issue)
    elif not date_agrees(int(issue), printed):
        notes.warn("issue_date_disagrees", f"{issue} {printed.isoformat()}")
