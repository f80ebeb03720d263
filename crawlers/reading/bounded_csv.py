"""Rows of a CSV stream by header name, within limits: no endless line, record, cell or header.

Bytes that are no UTF-8 are replaced and counted (the CNIPA open data holds some), never guessed.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from typing import IO

from crawlers.outcome import Notes
from crawlers.reading.values import BadValue

MAX_LINE = 1 << 20  # characters
MAX_CELL = 1 << 18
MAX_COLUMNS = 512
MAX_RECORD_LINES = 50  # an unclosed quote must not swallow the file


class CsvStream:
    """`header` is read at once; `rows` gives (line, cells by name or the problem, raw cells joined)."""

    def __init__(self, stream: IO[bytes], notes: Notes, name: str) -> None:
        self._text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
        self._notes, self._name = notes, name
        csv.field_size_limit(MAX_CELL)
        self._line = 0
        self._waiting: deque[str] = deque()
        first = self._record()
        self.header = [cell.strip() for cell in _cells(first[1])] if first else []
        if len(self.header) > MAX_COLUMNS:
            raise BadValue("*", name, f"表头超过 {MAX_COLUMNS} 列", f"more than {MAX_COLUMNS} columns")

    def _next_line(self) -> str:
        if self._waiting:
            return self._waiting.popleft()
        line = self._text.readline(MAX_LINE)
        if "\ufffd" in line:
            self._notes.warn("malformed_bytes", f"{self._name}: {line[:80]}", line.count("\ufffd"))
        return line

    def _record(self) -> tuple[int, str] | None:
        """The next record and its first line number; an open quote ends with its own line."""
        line = self._next_line()
        if not line:
            return None
        self._line += 1
        first, taken = self._line, [line]
        quotes = line.count('"')
        while quotes % 2 and len(taken) < MAX_RECORD_LINES and (more := self._next_line()):
            taken.append(more)
            quotes += more.count('"')
        if quotes % 2:
            self._waiting.extendleft(reversed(taken[1:]))
            return first, line
        self._line += len(taken) - 1
        return first, "".join(taken)

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
        while (record := self._record()) is not None:
            line, text = record
            raw = text.rstrip("\r\n")
            try:
                cells = _cells(text)
            except csv.Error as error:
                yield line, _broken(raw, error), raw
                continue
            if not any(cells):
                continue
            if len(cells) != len(self.header):
                yield line, self._misfit(len(cells)), raw
                continue
            yield line, dict(zip(self.header, cells, strict=True)), raw

    def columns(self, names: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...] | BadValue, str]]:
        """As `rows`, with the cells of `names` alone ("" for one that is not in the header): much faster."""
        width = len(self.header)
        places = [self.header.index(name) if name in self.header else -1 for name in names]
        while (record := self._record()) is not None:
            line, text = record
            try:
                cells = _cells(text)
            except csv.Error as error:
                yield line, _broken(text, error), text
                continue
            if len(cells) == width:
                yield line, tuple(cells[at] if at >= 0 else "" for at in places), text
            elif any(cells):
                yield line, self._misfit(len(cells)), text

    def _misfit(self, found: int) -> BadValue:
        zh, en = (
            f"有 {found} 列，表头有 {len(self.header)} 列",
            f"{found} cells under {len(self.header)} columns",
        )
        return BadValue("*", str(found), zh, en)


def _broken(raw: str, error: csv.Error) -> BadValue:
    return BadValue("*", raw[:80], "CSV 格式有误（引号或过长）", f"broken CSV record: {error}")


def _cells(record: str) -> list[str]:
    if '"' not in record:
        plain = record.rstrip("\r\n")
        if len(plain) <= MAX_CELL and "\r" not in plain:
            return plain.split(",")
    return next(csv.reader(io.StringIO(record, newline=""), strict=True), [])
