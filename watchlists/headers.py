"""Which field of an entry a column means, whatever people wrote at its head."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HEADERS = Path(__file__).parent / "headers.toml"
UNUSED = "unused"


@dataclass(frozen=True)
class Columns:
    """The columns of one file: by field, and those that nobody knows."""

    by_field: dict[str, tuple[str, ...]]
    unknown: tuple[str, ...]


def field_of(header: str) -> str | None:
    """The field that a header means, `UNUSED` for a column known to carry nothing, None when unknown."""
    words = _words()
    return words.get(_fold(header)) or words.get(_fold(re.sub(r"[(（\[【].*?[)）\]】]", "", header)))


def columns_of(headers: Iterable[str]) -> Columns:
    """Sort a file's headers; a repeated one ("别名 (2)") means the same as the first."""
    by_field: dict[str, tuple[str, ...]] = {}
    unknown: list[str] = []
    for header in headers:
        field = field_of(re.sub(r" \(\d+\)$", "", header))
        if field is None:
            unknown.append(header)
        elif field != UNUSED:
            by_field[field] = (*by_field.get(field, ()), header)
    return Columns(by_field, tuple(unknown))


@cache
def _words() -> dict[str, str]:
    table: dict[str, list[str]] = tomllib.loads(HEADERS.read_text(encoding="utf-8"))
    return {_fold(word): field for field, words in table.items() for word in words}


def _fold(header: str) -> str:
    return re.sub(r"[\s*＊:：_\-]", "", unicodedata.normalize("NFKC", header)).casefold()
