"""Takes a file of watched rights in: every row becomes an entry or a reject that says what would be right."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from config.tabular import Row, TabularError, read_rows
from watchlists.advice import Notice, notices
from watchlists.categories import Categories
from watchlists.entries import WatchEntry
from watchlists.headers import Columns, columns_of
from watchlists.rows import Problem, RowReader


@dataclass(frozen=True)
class Reject:
    """A row that was not taken: where it stands, all that is wrong with it, and the row itself."""

    file: str
    line: int
    problems: tuple[Problem, ...]
    raw: str
    cells: dict[str, str]

    @property
    def column(self) -> str:
        """The column of the first problem; empty when the row as a whole cannot be read."""
        return self.problems[0].column

    @property
    def value(self) -> str:
        """The value of the first problem."""
        return self.problems[0].value

    def __str__(self) -> str:
        return f"{self.file} 第 {self.line} 行：" + "；".join(map(str, self.problems))


@dataclass(frozen=True)
class Import:
    """What became of a file; entries + rejects = rows. `lines` are the line numbers of the entries."""

    file: str
    columns: tuple[str, ...]
    entries: tuple[WatchEntry, ...]
    lines: tuple[int, ...]
    rejects: tuple[Reject, ...]
    notices: tuple[Notice, ...]
    known: int  # entries whose id was known before: they will update it
    unknown_columns: tuple[str, ...]

    @property
    def rows(self) -> int:
        """Rows of the file, blank ones and the header not counted."""
        return len(self.entries) + len(self.rejects)


def import_file(
    path: Path,
    *,
    categories: Categories,
    known_ids: Collection[str] = (),
    category: str = "",
    tenant: str = "",
) -> Import:
    """Read `path` (CSV, TSV, XLSX, JSONL, TOML); `category` is meant where the file does not say one.

    With `tenant` every entry is that tenant's, whatever the file says.

    A known id is no fault: the entry updates the old one and is counted in `known`. The same right twice
    in one file is: the later row is rejected. Raises `TabularError` when the file as a whole is unreadable
    or has no column for the text of the mark.
    """
    taking = _Taking(path, categories, category, tenant)
    for row in read_rows(path, on_error=taking.unreadable):
        taking.row(row)
    known = sum(entry.id in known_ids for entry in taking.entries)
    return Import(
        path.name,
        tuple(taking.columns),
        tuple(taking.entries),
        tuple(taking.lines),
        tuple(taking.rejects),
        tuple(taking.notices),
        known,
        columns_of(taking.columns).unknown,
    )


class _Taking:
    """One file on its way in."""

    def __init__(self, path: Path, categories: Categories, category: str, tenant: str) -> None:
        self._path, self._categories, self._category, self._tenant = path, categories, category, tenant
        self._reader: RowReader | None = None
        self._seen: dict[str, int] = {}
        self.columns: list[str] = []
        self.entries: list[WatchEntry] = []
        self.lines: list[int] = []
        self.rejects: list[Reject] = []
        self.notices: list[Notice] = []

    def unreadable(self, error: TabularError) -> None:
        problem = Problem(error.field, error.value if error.field else "", error.reason_zh, error.reason_en)
        self.rejects.append(Reject(error.file, error.line, (problem,), error.raw, {}))

    def row(self, row: Row) -> None:
        result = self._reader_for(row).read(row.cells)
        if isinstance(result, WatchEntry):
            first = self._seen.setdefault(result.id, row.number)
            if first == row.number:
                self.entries.append(result)
                self.lines.append(row.number)
                self.notices.extend(notices(row.file, row.number, result, self._categories[result.category]))
                return
            result = (_twice(result, first),)
        self.rejects.append(Reject(row.file, row.number, result, row.raw, row.cells))

    def _reader_for(self, row: Row) -> RowReader:
        """The reader of the columns seen so far; a JSON or TOML row may bring new ones."""
        new = [name for name in row.cells if name not in self.columns]
        if self._reader is None or new:
            self.columns += new
            columns = columns_of(self.columns)
            if self._reader is None:
                _refuse_without_text(self._path, columns, self.columns)
            self._reader = RowReader(columns, self._categories, self._category, self._tenant)
        return self._reader


def _refuse_without_text(path: Path, columns: Columns, headers: list[str]) -> None:
    if "text" in columns.by_field or path.suffix.lower() in (".jsonl", ".ndjson", ".toml"):
        return
    found = "、".join(headers)[:300]
    zh = f"找不到“监测对象”（或“商标名称”“名称”）列；文件里的列：{found}"
    en = f"no column for the mark (text, mark, name); the columns are: {found}"
    raise TabularError(path.name, 0, "", "", zh, en)


def _twice(entry: WatchEntry, first: int) -> Problem:
    zh = f"与第 {first} 行是同一监测对象；请合并为一行，多个国际分类、注册号写在同一格"
    en = f"the same right as line {first}; put several classes or numbers into one row"
    return Problem("", entry.text, zh, en)
