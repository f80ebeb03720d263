"""Reads dockets from CSV into cases; a bad row names file, line, field and costs no other row.

Headers may be Chinese or English, UTF-8 (with or without BOM) or GB18030. Every input row becomes a case
or an error; a case whose forum is not in the table is kept and marked for a person.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from crawlers.records import Document
from monitor.risk.clocks import office
from monitor.risk.overseas.case import FOLDER, DocketCase, summary_line
from monitor.risk.overseas.forums import needs_person
from monitor.risk.sheets import Row, rows

REQUIRED = ("case_id", "enterprise", "country")
MANY = ("rights_asserted", "products", "hs_codes")
FLAGS = {"是": True, "有": True, "yes": True, "true": True, "1": True}
FLAGS |= {"否": False, "无": False, "no": False, "false": False, "0": False}
_MONEY = re.compile(r"^\s*([A-Za-z$€£¥元]*)\s*([\d,]+(?:\.\d+)?)\s*([A-Za-z$€£¥元]*)\s*$")


@dataclass(frozen=True)
class RowError:
    """One row that could not be taken, with its raw text for the quarantine."""

    file: str
    line: int
    field: str
    value: str
    reason_zh: str
    reason_en: str
    raw: str

    def __str__(self) -> str:
        return (
            f"{self.file} 第 {self.line} 行，{self.field}＝{self.value!r}：{self.reason_zh} "
            f"| line {self.line}, {self.field}: {self.reason_en}"
        )


@dataclass(frozen=True)
class Dockets:
    """What a file gave: `inputs` = cases + errors. `for_person` maps case ids to why a person must look."""

    inputs: int
    cases: tuple[DocketCase, ...]
    errors: tuple[RowError, ...]
    for_person: dict[str, str]


class _Wrong(ValueError):
    def __init__(self, field: str, value: str, zh: str, en: str) -> None:
        super().__init__(zh)
        self.field, self.value, self.zh, self.en = field, value, zh, en


class _Column(Row):
    field: str
    names: str


@cache
def _columns() -> dict[str, str]:
    found = rows(FOLDER / "columns.csv", _Column)
    return {name.casefold(): row.field for row in found for name in row.names.split("|")}


def read_dockets(path: Path) -> Dockets:
    """Every row of a docket file as a case or an error; a file without the needed columns is one error."""
    reader = csv.reader(io.StringIO(_decoded(path.read_bytes()), newline=""))
    fields = [_columns().get(name.strip().casefold(), "") for name in next(reader, [])]
    missing = [name for name in REQUIRED if name not in fields]
    if missing:
        zh, en = f"缺少列 {'、'.join(missing)}", f"missing columns {missing}"
        return Dockets(0, (), (RowError(path.name, 1, "*", "", zh, en, ""),), {})
    cases: list[DocketCase] = []
    errors: list[RowError] = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        try:
            cases.append(_fresh(_case(fields, cells), cases))
        except _Wrong as bad:
            raw = ",".join(cells)
            errors.append(RowError(path.name, reader.line_num, bad.field, bad.value, bad.zh, bad.en, raw))
    people = {case.case_id: why for case in cases if (why := needs_person(case))}
    return Dockets(len(cases) + len(errors), tuple(cases), tuple(errors), people)


def as_record(case: DocketCase, source: str) -> Document:
    """A case as a record that travels the ordinary line: Chinese facts as title, foreign text as body."""
    return Document(
        source=source,
        native_id=case.case_id,
        text=summary_line(case),
        body=case.text,
        jurisdiction=case.country,
        event="disputed",
        event_on=case.served_on or case.filed_on,
        extra={"enterprise": case.enterprise, "forum": case.forum, "forum_case_no": case.forum_case_no},
    )


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def _case(fields: list[str], cells: list[str]) -> DocketCase:
    if len(cells) != len(fields):
        raise _Wrong("*", str(len(cells)), f"应有 {len(fields)} 列", f"expected {len(fields)} cells")
    given: dict[str, object] = {}
    for field, cell in zip(fields, cells, strict=True):
        if field and cell.strip():
            given |= _value(field, cell.strip())
    try:
        return DocketCase.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0])
        raise _Wrong(field, str(given.get(field, "")), "值缺失或不合要求", str(first["msg"])) from error


def _value(field: str, cell: str) -> dict[str, object]:
    if field in MANY:
        return {field: tuple(part for part in re.split(r"[;；|、]\s*", cell) if part)}
    if field == "country":
        return {field: office(cell)}
    if field in ("npe", "public"):
        if cell.casefold() not in FLAGS:
            raise _Wrong(field, cell, "只认 是 或 否", "yes or no")
        return {field: FLAGS[cell.casefold()]}
    if field in ("frozen_amount", "claimed_amount"):
        return _money(field, cell)
    if field.endswith("_on") and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        raise _Wrong(field, cell, "日期须为 YYYY-MM-DD", "dates are YYYY-MM-DD")
    return {field: cell}


def _money(field: str, cell: str) -> dict[str, object]:
    match = _MONEY.match(cell)
    try:
        if match is None:
            raise InvalidOperation
        amount = Decimal(match.group(2).replace(",", ""))
    except InvalidOperation as error:
        raise _Wrong(field, cell, "金额须为数字，可带币种", "an amount with an optional currency") from error
    currency = match.group(1) or match.group(3)
    return {field: amount} | ({"currency": currency.upper()} if currency else {})


def _fresh(case: DocketCase, taken: list[DocketCase]) -> DocketCase:
    if any(other.case_id == case.case_id for other in taken):
        raise _Wrong("case_id", case.case_id, "编号重复", "the id is used twice")
    return case
