"""Writes one report as HTML, XLSX and PDF; hostile names stay text in all three."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from config.clock import show
from monitor.reports.plots import plot
from monitor.reports.rows import Cell, Report, Table

_UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")


class PdfUnavailable(RuntimeError):
    """The PDF cannot be made on this machine; the other two forms can."""


def html(report: Report) -> str:
    """The report as one page without outside files or scripts."""
    engine = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    page = engine.get_template("report.html.j2")
    return _UNSAFE.sub(" ", page.render(report=report, made=show(report.made_at), plot=plot))


def write_html(report: Report, path: Path) -> None:
    """The page, UTF-8."""
    path.write_text(html(report), encoding="utf-8")


def write_pdf(report: Report, path: Path) -> None:
    """The same page in print; raises `PdfUnavailable` when the system libraries for it are missing."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:
        raise PdfUnavailable(
            f"缺少生成 PDF 的系统库（Debian：apt install libpango-1.0-0 libpangoft2-1.0-0）：{error} "
            f"| PDF needs Pango; HTML and XLSX are not affected"
        ) from error
    path.write_bytes(HTML(string=html(report), url_fetcher=_no_fetch).write_pdf())


def _no_fetch(url: str, **_: Any) -> dict[str, Any]:
    raise ValueError(f"a report fetches nothing: {url}")


def write_xlsx(report: Report, path: Path) -> None:
    """One sheet for the headline and one for each table; text is stored as text, never as a formula."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "概览"
    figures = Table("figures", report.title, ("指标", "数值"), report.figures)
    _fill(first, figures, (f"{report.period.first} 至 {report.period.last}", *report.notes))
    for table in report.tables:
        sheet = book.create_sheet(_NOT_IN_A_NAME.sub(" ", table.title)[:31])
        _fill(sheet, table, (table.note,) if table.note else ())
    book.save(path)


def _fill(sheet: Worksheet, table: Table, notes: tuple[str, ...]) -> None:
    for column, words in enumerate(table.head, start=1):
        cell = _put(sheet, 1, column, words)
        cell.font = Font(bold=True)
        widest = max((_width(row[column - 1]) for row in table.rows), default=0)
        sheet.column_dimensions[get_column_letter(column)].width = min(48, max(_width(words), widest) + 3)
    for line, row in enumerate(table.rows, start=2):
        for column, value in enumerate(row, start=1):
            _put(sheet, line, column, value)
    for offset, words in enumerate(notes):
        _put(sheet, len(table.rows) + 3 + offset, 1, words).alignment = Alignment(wrap_text=False)
    sheet.freeze_panes = "A2"


def _put(sheet: Worksheet, line: int, column: int, value: Cell) -> SheetCell:
    cell = sheet.cell(line, column)
    assert isinstance(cell, SheetCell)
    if isinstance(value, str):
        cell.value = _UNSAFE.sub(" ", value)
        cell.data_type = "s"
    else:
        cell.value = value
    return cell


def _width(value: Cell) -> int:
    return sum(2 if ord(ch) > 0x2E7F else 1 for ch in str(value))


#: Forms by file ending, in the order in which they are written.
FORMS: dict[str, Callable[[Report, Path], None]] = {"html": write_html, "xlsx": write_xlsx, "pdf": write_pdf}


def write_all(report: Report, folder: Path, name: str) -> tuple[list[Path], list[str]]:
    """All three forms into `folder`; returns the files made and, in words, what could not be."""
    folder.mkdir(parents=True, exist_ok=True)
    made, missing = [], []
    for ending, write in FORMS.items():
        path = folder / f"{name}.{ending}"
        try:
            write(report, path)
        except PdfUnavailable as error:
            missing.append(str(error))
        else:
            made.append(path)
    return made, missing
