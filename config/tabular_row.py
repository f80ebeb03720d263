"""What reading a table yields: a row with its place, or an error that names file, line and field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

MAX_COLUMNS = 512
MAX_CELL = 100_000  # characters


@dataclass(frozen=True)
class Row:
    """One row; `number` is the line (or sheet row) at which a person finds it, counted from 1."""

    file: str
    number: int
    cells: dict[str, str]
    raw: str


class TabularError(ValueError):
    """A row or a whole file that cannot be read; `line` is 0 when the whole file is meant."""

    def __init__(
        self, file: str, line: int, field: str, value: str, reason_zh: str, reason_en: str, raw: str = ""
    ) -> None:
        self.file, self.line, self.field, self.value = file, line, field, value[:200]
        self.reason_zh, self.reason_en, self.raw = reason_zh, reason_en, raw
        where = f"{file} 第 {line} 行" if line else file
        field = f"「{field}」" if field else ""
        super().__init__(f"{where}{field}：{reason_zh} / {reason_en}")


OnError = Callable[[TabularError], None]
Cells = Iterator[tuple[int, list[str], str]]  # number, cells, raw


def whole_file(path: Path, zh: str, en: str, value: str = "") -> TabularError:
    """The error that concerns all of `path`."""
    return TabularError(path.name, 0, "", value, zh, en)


def too_long(path: Path, number: int, field: str, value: str, raw: str) -> TabularError:
    """A cell or line beyond `MAX_CELL`; its raw text is kept up to that length."""
    zh, en = f"内容过长（超过 {MAX_CELL} 字）", f"too long (over {MAX_CELL} characters)"
    return TabularError(path.name, number, field, value, zh, en, raw)
