"""Reads rows of text cells from any table a person may hand in: CSV, TSV, XLSX, JSONL, TOML.

Encodings: UTF-8 with or without BOM, UTF-16 with BOM, GB18030. CSV and JSONL are streamed. What cannot
be read ends in a `TabularError` that names file, line and field; nothing else leaves this module.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from config.tabular_row import MAX_CELL, MAX_COLUMNS, Cells, OnError, Row, TabularError, too_long, whole_file
from config.tabular_text import csv_cells
from config.tabular_tree import jsonl_rows, toml_rows
from config.tabular_workbook import sheet_cells

__all__ = ["Row", "TabularError", "read_rows"]


def read_rows(path: Path, *, sheet: str | None = None, on_error: OnError | None = None) -> Iterator[Row]:
    """Rows of `path`, told apart by its suffix; blank rows are no rows.

    `sheet` names a sheet of a workbook (default: the first). A bad row raises `TabularError`; with
    `on_error` it is handed there and reading goes on. A file that is bad as a whole always raises.
    A repeated column name gets " (2)", " (3)" …; an empty one is called "#n".
    """
    report = on_error or _raise
    suffix = path.suffix.lower()
    try:
        if suffix in (".csv", ".tsv", ".txt"):
            yield from under_header(path, csv_cells(path, report), report)
        elif suffix in (".xlsx", ".xlsm"):
            yield from under_header(path, sheet_cells(path, sheet), report)
        elif suffix in (".jsonl", ".ndjson"):
            yield from jsonl_rows(path, report)
        elif suffix == ".toml":
            yield from toml_rows(path)
        else:
            zh = "不认识的文件类型；可用：CSV、TSV、XLSX、JSONL、TOML"
            raise whole_file(path, zh, "unknown kind of file; use CSV, TSV, XLSX, JSONL or TOML", suffix)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise whole_file(path, f"文件无法读取（{reason}）", f"the file cannot be read ({reason})") from error


def under_header(path: Path, cells: Cells, report: OnError) -> Iterator[Row]:
    """Rows as dictionaries under the first non-blank row; short rows are filled up with empty cells."""
    header: list[str] = []
    file = path.name
    for number, values, raw in cells:
        if not any(value.strip() for value in values):
            continue
        if not header:
            header = _header(path, values)
            continue
        problem = _misfit(path, number, header, values, raw)
        if problem:
            report(problem)
            continue
        padded = values + [""] * (len(header) - len(values))
        yield Row(file, number, dict(zip(header, padded, strict=False)), raw)


def _raise(error: TabularError) -> None:
    raise error


def _header(path: Path, values: list[str]) -> list[str]:
    while values and not values[-1].strip():
        values = values[:-1]
    if len(values) > MAX_COLUMNS:
        en = f"{len(values)} columns; at most {MAX_COLUMNS}"
        raise whole_file(path, f"表头有 {len(values)} 列，最多 {MAX_COLUMNS} 列", en)
    names: list[str] = []
    for position, value in enumerate(values, start=1):
        name = " ".join(value.split())[:200] or f"#{position}"
        wanted, count = name, 1
        while name in names:
            count += 1
            name = f"{wanted} ({count})"
        names.append(name)
    return names


def _misfit(path: Path, number: int, header: list[str], values: list[str], raw: str) -> TabularError | None:
    if len(values) > len(header) and (extra := "".join(values[len(header) :]).strip()):
        zh = f"本行有 {len(values)} 列，表头只有 {len(header)} 列；含分隔符的内容请加双引号"
        en = f"{len(values)} cells under {len(header)} columns; quote cells that hold the delimiter"
        return TabularError(path.name, number, "", extra, zh, en, raw)
    for name, value in zip(header, values, strict=False) if len(raw) > MAX_CELL else ():
        if len(value) > MAX_CELL:
            return too_long(path, number, name, value, raw[:MAX_CELL])
    return None
