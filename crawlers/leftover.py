"""Consume, waive or count: each field of a row is used, named as ignored, or counted as unread.

So that a format that grows a field, or renames one, is noticed on the first day.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crawlers.outcome import Notes

#: Distinct names counted as unread; a hostile file could invent a million.
MAX_NAMES = 200


class Fields:
    """The cells of one row, popped one by one; `done` counts those that nobody asked for."""

    def __init__(self, cells: Mapping[str, Any], notes: Notes) -> None:
        self._cells = cells
        self._notes = notes
        self._seen: set[str] = set()

    def take(self, *names: str) -> str:
        """The first non-empty of `names`, trimmed; "" when all are empty or absent. All count as used."""
        self._seen.update(names)
        for name in names:
            text = cell_text(self._cells.get(name))
            if text:
                return text
        return ""

    def waive(self, *names: str) -> None:
        """Fields that are known and deliberately not used."""
        self._seen.update(names)

    def done(self) -> None:
        """Count each non-empty field that was neither taken nor waived."""
        for name, value in self._cells.items():
            if name not in self._seen and cell_text(value):
                count_unread(self._notes, name)


def count_unread(notes: Notes, name: str) -> None:
    """Count a field that nobody reads; beyond MAX_NAMES distinct names they share one line."""
    known = name in notes.unread or len(notes.unread) < MAX_NAMES
    notes.unread[name[:100] if known else "…"] += 1


def cell_text(value: Any) -> str:
    """A cell as trimmed text; what no database stores (NUL, lone surrogates) becomes U+FFFD."""
    if value is None or isinstance(value, dict | list):
        return str(value) if value else ""
    text = str(value).strip()
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "\ufffd").encode("utf-8", "surrogatepass").decode("utf-8", "replace")
