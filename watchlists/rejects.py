"""Writes the rows that were not taken to a CSV that is safe in Excel and can be imported once corrected."""

from __future__ import annotations

import csv
from pathlib import Path

from watchlists.importing import Import, Reject

ERROR_COLUMN = "错误"
RAW_COLUMN = "原始行"
_FORMULA = ("=", "+", "-", "@")


def write_rejects(taken: Import, path: Path) -> int:
    """Write `path` with the original columns, then 原始行 and 错误; returns how many rows.

    原始行 is filled where a row has no readable cells. A cell that a spreadsheet would run as a formula
    gets an apostrophe in front, which the import drops.
    """
    columns = [name for name in taken.columns if name not in (ERROR_COLUMN, RAW_COLUMN)]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([safe(name) for name in (*columns, RAW_COLUMN, ERROR_COLUMN)])
        writer.writerows(_row(columns, reject) for reject in taken.rejects)
    return len(taken.rejects)


def safe(cell: str) -> str:
    """The cell with an apostrophe in front where a spreadsheet would take it for a formula."""
    start = cell.lstrip()
    return f"'{start}" if start.startswith(_FORMULA) else cell


def _row(columns: list[str], reject: Reject) -> list[str]:
    cells = [safe(reject.cells.get(name, "")) for name in columns]
    return [*cells, "" if reject.cells else safe(reject.raw), safe(str(reject))]
