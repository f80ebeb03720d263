"""Reads the rows and tables of this room; a bad one is refused with file, line and field in two languages."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

HOME = Path(__file__).parent

RowT = TypeVar("RowT", bound=BaseModel)


class Row(BaseModel):
    """One row of a data file: frozen, and an unknown column is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BadSheet(ValueError):
    """A data file that cannot be trusted: where, what, in Chinese and English."""

    def __init__(self, path: Path, line: int, field: str, problem: str) -> None:
        self.path, self.line, self.field, self.problem = path, line, field, problem
        super().__init__(
            f"{path.name} 第 {line} 行，字段 {field} 不可用：{problem} "
            f"| {path.name} line {line}, field {field} cannot be used: {problem}"
        )


def rows(path: Path, model: type[RowT]) -> Iterator[RowT]:
    """The rows of a CSV file (UTF-8, header by name, empty cell = default)."""
    with path.open(encoding="utf-8-sig", newline="") as sheet:
        reader = csv.DictReader(sheet)
        for cells in reader:
            if None in cells or None in cells.values():
                raise BadSheet(path, reader.line_num, "*", "列数与表头不符 (wrong number of cells)")
            given = {name: value.strip() for name, value in cells.items() if value.strip()}
            yield checked(path, reader.line_num, model, given)


def checked(path: Path, line: int, model: type[RowT], given: dict[str, Any]) -> RowT:
    """One row as its model, or `BadSheet` naming the first wrong field."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "*"
        raise BadSheet(path, line, field, str(first["msg"])) from error


def table(path: Path) -> dict[str, Any]:
    """A TOML file; a syntax error is a `BadSheet` that keeps the parser's own line number in its text."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadSheet(path, 0, "*", str(error)) from error
