"""Rows of a CSV stream by header name, within limits: no endless line, record, cell or header.

Bytes that are no UTF-8 are replaced and counted (the CNIPA open data holds some), never guessed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO

from crawlers.outcome import Notes
from crawlers.reading.values import BadValue

MAX_LINE = 1 << 20  # characters
MAX_CELL = 1 << 18
MAX_COLUMNS = 512


class CsvStream:
    """`header` is read at once; `rows` gives (line, cells by name or the problem, raw cells joined)."""

    def __init__(self, stream: IO[bytes], notes: Notes, name: str) -> None:
        self._text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
        self._notes, self._name = notes, name
        csv.field_size_limit(MAX_CELL)
        self._reader = csv.reader(self._lines())
        self.header = [cell.strip() for cell in next(self._reader, [])]
        if len(self.header) > MAX_COLUMNS:
            raise BadValue("*", name, f"表头超过 {MAX_COLUMNS} 列", f"more than {MAX_COLUMNS} columns")

    def _lines(self) -> Iterator[str]:
        while line := self._text.readline(MAX_LINE):
            if "\ufffd" in line:
                self._notes.warn("malformed_bytes", f"{self._name}: {line[:80]}", line.count("\ufffd"))
            yield line

    def require(self, *columns: str) -> None:
        """Raise BadValue when a column is not in the header."""
        for column in columns:
            if column not in self.header:
                raise BadValue(
                    column,
                    "、".join(self.header)[:200],
                    f"{self._name} 缺少必需的列「{column}」，整个文件未导入",
                    f"{self._name} lacks the required column {column!r}; the whole file was refused",
                )

    def rows(self) -> Iterator[tuple[int, dict[str, str] | BadValue, str]]:
        """Every record after the header; a broken one is given as its problem and costs only itself."""
        while True:
            try:
                cells = next(self._reader, None)
            except csv.Error as error:
                problem = BadValue("*", "", "CSV 格式有误（引号或过长）", f"broken CSV record: {error}")
                yield self._reader.line_num, problem, ""
                continue
            if cells is None:
                return
            if not any(cells):
                continue
            raw = ",".join(cells)
            if len(cells) != len(self.header):
                problem = BadValue(
                    "*",
                    str(len(cells)),
                    f"有 {len(cells)} 列，表头有 {len(self.header)} 列",
                    f"{len(cells)} cells under {len(self.header)} columns",
                )
                yield self._reader.line_num, problem, raw
                continue
            yield self._reader.line_num, dict(zip(self.header, cells, strict=True)), raw
