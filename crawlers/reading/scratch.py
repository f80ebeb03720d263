"""Joins tables larger than memory on (number, class): a throw-away SQLite file beside the temporary files.

Not the product's database: nothing here outlives the reading of one file.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

Key = tuple[str, str]
STEP = 5_000
_MAX_PER_KEY = 300


class Scratch:
    """Rows of two side tables, kept on disk and looked up by key."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._db.execute("CREATE TABLE owner (number, class, name, foreign_name, address)")
        self._db.execute("CREATE TABLE goods (number, class, code, name)")

    def add_owners(self, rows: Iterable[tuple[str, str, str, str, str]]) -> None:
        """Rows of (number, class, name, foreign name, address)."""
        self._db.executemany("INSERT INTO owner VALUES (?, ?, ?, ?, ?)", rows)

    def add_goods(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """Rows of (number, class, similar group, name)."""
        self._db.executemany("INSERT INTO goods VALUES (?, ?, ?, ?)", rows)

    def index(self) -> None:
        """Call once between adding and looking up."""
        self._db.execute("CREATE INDEX owner_key ON owner (number, class)")
        self._db.execute("CREATE INDEX goods_key ON goods (number, class)")

    def owners(self, key: Key) -> list[tuple[str, str, str]]:
        """(name, foreign name, address) of one mark in one class, in the order of the file."""
        found = self._db.execute(
            "SELECT name, foreign_name, address FROM owner WHERE number = ? AND class = ? LIMIT ?",
            (*key, _MAX_PER_KEY),
        )
        return list(found)

    def goods(self, key: Key) -> list[tuple[str, str]]:
        """(similar group, name) of one mark in one class, in the order of the file."""
        found = self._db.execute(
            "SELECT code, name FROM goods WHERE number = ? AND class = ? LIMIT ?", (*key, _MAX_PER_KEY)
        )
        return list(found)


@contextmanager
def scratch() -> Iterator[Scratch]:
    """A scratch store that is gone afterwards; journal and sync are off, since a crash needs no repair."""
    with tempfile.TemporaryDirectory(prefix="zhiwei-join-") as folder:
        connection = sqlite3.connect(Path(folder) / "join.db", isolation_level=None)
        try:
            for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-32000", "temp_store=FILE"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("BEGIN")
            yield Scratch(connection)
        finally:
            connection.close()
