"""Rows of an XLSX sheet, after its ZIP has proved to be small enough to open.

A workbook can blow up in three ways: much text behind few bytes, one cell in the last corner (the reader
then lays out a dense grid), or one long shared text used in a million cells. All three are measured first.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import IO

from python_calamine import CalamineError, CalamineWorkbook

from config.tabular_row import MAX_CELL, MAX_COLUMNS, Cells, TabularError, whole_file

MAX_PARTS = 5_000
MAX_UNPACKED = 400_000_000  # bytes over all parts
MAX_ROWS = 300_000
MAX_GRID = 8_000_000  # cells, empty ones counted
MAX_TEXTS = 2_000_000  # shared texts
MAX_LAID_OUT = 400_000_000  # bytes of shared texts, each counted as often as cells use it
_CHUNK = 1 << 20
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,3})([0-9]{1,8})["']""")
_USE = re.compile(
    rb"""\st\s*=\s*["']s["'][^<>]{0,99}>\s{0,9}<[^<>]{0,20}v[^<>]{0,40}>\s{0,9}([0-9]{1,9})\s{0,9}<"""
)
_SHARED_TEXT = re.compile(rb"<(?:\w{1,20}:)?si[\s>/]")


def sheet_cells(path: Path, sheet: str | None) -> Cells:
    """Number, cells and raw text of each row of `sheet`, or of the first one; 30.0 is read as "30"."""
    check_size(path)
    try:
        with CalamineWorkbook.from_path(path) as book:
            names = book.sheet_names
            if not names or (sheet is not None and sheet not in names):
                found = "、".join(names)
                zh, en = (
                    f"没有工作表「{sheet or ''}」；有：{found}",
                    f"no sheet {sheet!r}; there are: {found}",
                )
                raise whole_file(path, zh, en, sheet or "")
            rows = book.get_sheet_by_name(sheet or names[0]).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise _unreadable(path, error) from error
    for number, values in enumerate(rows, start=1):
        cells = [_cell(value) for value in values]
        yield number, cells, "\t".join(cells)


def check_size(path: Path) -> None:
    """Raise `TabularError` for a file that is no ZIP, lies about its sizes, or is too large laid out."""
    lengths: list[int] = []
    uses: Counter[int] = Counter()
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise _too_large(path)
            for part in parts:
                with archive.open(part) as stream:  # reading to the end proves the declared size
                    texts = _measure(path, stream, uses)
                if texts and lengths:
                    raise _unreadable(path, ValueError("two tables of shared texts"))
                lengths = lengths or texts
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _unreadable(path, error) from error
    if sum(lengths[text] * times for text, times in uses.items() if text < len(lengths)) > MAX_LAID_OUT:
        raise _too_large(path)


def _measure(path: Path, stream: IO[bytes], uses: Counter[int]) -> list[int]:
    """Read a part to its end: refuse a too wide grid, count uses of shared texts, return their lengths."""
    rows = columns = end = 0
    starts: list[int] = []
    for offset, portion in _portions(stream):
        for letters, digits in _REFERENCE.findall(portion):
            rows, columns = max(rows, int(digits)), max(columns, _column(letters))
        uses.update(map(int, _USE.findall(portion)))
        starts += [offset + found.start() for found in _SHARED_TEXT.finditer(portion)]
        end = offset + len(portion)
        if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_GRID or len(starts) > MAX_TEXTS:
            raise _too_large(path)
    return [after - start for start, after in pairwise((*starts, end))]


def _portions(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The bytes with their offset, cut where a cell (else any tag) begins, so that no mark-up is torn."""
    offset, rest = 0, b""
    while chunk := stream.read(_CHUNK):
        window = rest + chunk
        cut = max(window.rfind(b"<c "), 0) or max(window.rfind(b"<"), 0) or len(window)
        yield offset, window[:cut]
        offset, rest = offset + cut, window[cut:]
    yield offset, rest


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value) if isinstance(value, (str, int, float, timedelta)) else ""


def _too_large(path: Path) -> TabularError:
    zh = f"工作簿解压后过大（最多 {MAX_ROWS} 行、{MAX_COLUMNS} 列、单元格 {MAX_CELL} 字），请拆分或改用 CSV"
    en = f"the workbook is too large (at most {MAX_ROWS} rows, {MAX_COLUMNS} columns); split it or use CSV"
    return whole_file(path, zh, en)


def _unreadable(path: Path, error: Exception) -> TabularError:
    zh, en = "不是可读的 XLSX 工作簿，请在 Excel 中另存为 .xlsx", "not a readable XLSX workbook; save it anew"
    return whole_file(path, f"{zh}（{str(error)[:120]}）", f"{en} ({str(error)[:120]})")
