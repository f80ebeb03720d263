"""Rows of JSON lines and of TOML `[[entries]]`: nested values flattened to text cells."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from config.tabular_row import MAX_CELL, MAX_COLUMNS, OnError, Row, TabularError, too_long, whole_file
from config.tabular_text import encoding_of, lines

MAX_TOML = 16_000_000  # bytes
_TABLE = re.compile(r"^\s*\[\[\s*entries\s*\]\]", re.MULTILINE)


def jsonl_rows(path: Path, report: OnError) -> Iterator[Row]:
    """One row for each line that holds a JSON object; a list becomes lines of its cell."""
    for number, line in lines(path, report):
        raw = line.strip()
        if not raw:
            continue
        try:
            body = json.loads(raw)
        except (ValueError, RecursionError) as error:
            zh, en = f"不是合法的 JSON（{_short(error)}）", f"not valid JSON ({_short(error)})"
            report(TabularError(path.name, number, "", raw, zh, en, raw))
            continue
        try:
            yield _row(path, number, body, raw)
        except TabularError as error:
            report(error)


def toml_rows(path: Path) -> Iterator[Row]:
    """One row for each `[[entries]]` table, numbered by the line of its heading."""
    if path.stat().st_size > MAX_TOML:
        raise whole_file(path, "TOML 文件过大，请改用 CSV", "the TOML file is too large; use CSV")
    try:
        text = path.read_text(encoding=encoding_of(path))
        tables = tomllib.loads(text.replace("\r\n", "\n")).get("entries")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        zh, en = f"不是合法的 TOML（{_short(error)}）", f"not valid TOML ({_short(error)})"
        raise whole_file(path, zh, en) from error
    if not isinstance(tables, list):
        raise whole_file(path, "缺少 [[entries]] 表", "no [[entries]] tables in it")
    headings = [text.count("\n", 0, found.end()) + 1 for found in _TABLE.finditer(text)]
    for position, table in enumerate(tables):
        number = headings[position] if len(headings) == len(tables) else position + 1
        yield _row(path, number, table, json.dumps(table, ensure_ascii=False, default=str))


def _row(path: Path, number: int, body: object, raw: str) -> Row:
    if not isinstance(body, dict):
        zh, en = "每行应为一个对象 {…}", "each row must be an object {…}"
        raise TabularError(path.name, number, "", raw, zh, en, raw)
    if len(body) > MAX_COLUMNS:
        zh, en = f"字段超过 {MAX_COLUMNS} 个", f"more than {MAX_COLUMNS} fields"
        raise TabularError(path.name, number, "", "", zh, en, raw)
    cells = {str(name)[:200]: _cell(value) for name, value in body.items()}
    for name, value in cells.items():
        if len(value) > MAX_CELL:
            raise too_long(path, number, name, value, raw[:MAX_CELL])
    return Row(path.name, number, cells, raw)


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(_cell(part) for part in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return "" if value is None else _clean(str(value))


def _clean(text: str) -> str:
    # A lone surrogate, legal in JSON as \ud800, can be neither stored nor mailed.
    return text.encode("utf-8", "replace").decode("utf-8")


def _short(error: Exception) -> str:
    return "nested too deep" if isinstance(error, RecursionError) else str(error)[:120]
