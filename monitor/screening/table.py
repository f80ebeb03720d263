"""Keeps keys in a SQLite file with a Bloom filter before it: little memory, ready at once after a restart.

A cache: it can be deleted at any time and is made anew when the key functions or their tables change.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from monitor.screening.bloom import Bloom
from monitor.screening.heads import Heads
from monitor.screening.store import Numbers, Text

_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS texts (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
                                  version INTEGER NOT NULL, head BLOB NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS gone (number INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS keys (h INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (h, number))
  WITHOUT ROWID;
"""
_POSTINGS = "SELECT ? + j.key, k.number FROM json_each(?) j CROSS JOIN keys k ON k.h = j.value"
_ASKED_AT_ONCE = 20_000
_CACHE_KIB = 16_384


class TableStore:
    """A key table of one `stamp`; one of another stamp is emptied when it is opened."""

    def __init__(self, file: Path, stamp: str, *, cache_kib: int = _CACHE_KIB) -> None:
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        self._conn = _open(file, cache_kib)
        if self.about("stamp") != stamp:
            self._conn = self._anew(stamp, cache_kib)
        self._count = int(self.about("count") or 0)  # keys put into the filter
        self._bloom = self._filter()
        self._heads = Heads(self._beside(".heads"))
        if self._heads.lost:
            for number, head in self._conn.execute("SELECT number, head FROM texts WHERE head <> x''"):
                self._heads.put(number, head)

    def _beside(self, suffix: str) -> Path:
        return self._file.with_name(self._file.name + suffix)

    def _anew(self, stamp: str, cache_kib: int) -> sqlite3.Connection:
        self._conn.close()
        for suffix in ("", "-wal", "-shm", ".bloom", ".heads"):
            self._beside(suffix).unlink(missing_ok=True)
        conn = _open(self._file, cache_kib)
        conn.execute("INSERT INTO about VALUES ('stamp', ?)", (stamp,))
        conn.commit()
        return conn

    def _filter(self) -> Bloom:
        file = self._beside(".bloom")
        if file.exists():
            bloom = Bloom(file)
            if self._count <= bloom.room:
                return bloom
        file.unlink(missing_ok=True)
        bloom = Bloom(file, max(self._count, 1) * 2)
        rows = self._conn.execute("SELECT DISTINCT h FROM keys")
        while step := rows.fetchmany(100_000):
            bloom.add(np.array(step, dtype=np.int64).ravel())
        bloom.flush()
        return bloom

    def about(self, name: str) -> str | None:
        """A fact that is kept with the table."""
        row = self._conn.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_about(self, name: str, value: str) -> None:
        """Keep a fact with the table; in force with the next commit."""
        self._conn.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def __len__(self) -> int:
        return int(self._conn.execute("SELECT count(*) FROM texts").fetchone()[0])

    def add_many(self, texts: Iterable[Text]) -> list[int]:
        """See Store; keys go in sorted, so that the table is written in order."""
        numbers, keys = [], []
        for text in texts:
            self.remove(text.name)
            made = self._conn.execute(
                "INSERT INTO texts (name, version, head, body) VALUES (?, ?, ?, ?)",
                (text.name, text.version, text.head, text.body),
            )
            numbers.append(int(made.lastrowid or 0))
            keys.append(np.asarray(text.keys, dtype=np.int64))
            if text.head:
                self._heads.put(numbers[-1], text.head)
        if numbers:
            self._put_keys(np.concatenate(keys), np.repeat(numbers, [len(own) for own in keys]))
        return numbers

    def _put_keys(self, keys: Numbers, holders: Numbers) -> None:
        self._bloom.add(keys)
        order = np.lexsort((holders, keys))
        rows = zip(keys[order].tolist(), holders[order].tolist(), strict=True)
        self._conn.executemany("INSERT OR IGNORE INTO keys VALUES (?, ?)", rows)
        self._count += len(keys)
        self.set_about("count", str(self._count))
        if self._count > self._bloom.room:
            self._bloom = self._filter()

    def remove(self, name: str) -> bool:
        """See Store. Its keys stay as a remainder that finds nothing, until `tidy`."""
        self._conn.execute("INSERT INTO gone SELECT number FROM texts WHERE name = ?", (name,))
        return self._conn.execute("DELETE FROM texts WHERE name = ?", (name,)).rowcount > 0

    def tidy(self) -> int:
        """Delete the keys of removed texts; returns how many."""
        gone = self._conn.execute("DELETE FROM keys WHERE number IN (SELECT number FROM gone)").rowcount
        self._conn.execute("DELETE FROM gone")
        self.commit()
        return gone

    def postings(self, wanted: Numbers) -> tuple[Numbers, Numbers]:
        """See Store."""
        places = np.flatnonzero(self._bloom.may_hold(wanted))
        asked = wanted[places].tolist()
        rows: list[tuple[int, int]] = []
        for start in range(0, len(asked), _ASKED_AT_ONCE):
            step = json.dumps(asked[start : start + _ASKED_AT_ONCE])
            rows += self._conn.execute(_POSTINGS, (start, step)).fetchall()
        positions, numbers = np.array(rows, dtype=np.int64).reshape(-1, 2).T
        gone = [number for (number,) in self._conn.execute("SELECT number FROM gone")]
        held = ~np.isin(numbers, gone)
        return places[positions[held]], numbers[held]

    def heads(self, numbers: Numbers) -> NDArray[np.uint8]:
        """See Store."""
        return self._heads.of(numbers)

    def bodies(self, numbers: Sequence[int]) -> list[bytes]:
        """See Store."""
        found: dict[int, bytes] = {}
        for start in range(0, len(numbers), _ASKED_AT_ONCE):
            step = json.dumps([int(n) for n in numbers[start : start + _ASKED_AT_ONCE]])
            found.update(
                self._conn.execute(
                    "SELECT t.number, t.body FROM json_each(?) j JOIN texts t ON t.number = j.value", (step,)
                )
            )
        return [found[int(number)] for number in numbers]

    def named(self, name: str) -> bytes | None:
        """See Store."""
        row = self._conn.execute("SELECT body FROM texts WHERE name = ?", (name,)).fetchone()
        return None if row is None else bytes(row[0])

    def after(self, number: int, limit: int) -> list[tuple[int, bytes]]:
        """(number, body) of the next texts after a number, ascending."""
        rows = self._conn.execute(
            "SELECT number, body FROM texts WHERE number > ? ORDER BY number LIMIT ?", (number, limit)
        )
        return rows.fetchall()

    def versions_of(self, names: Sequence[str]) -> dict[str, int]:
        """The versions of those of the names that are held."""
        return dict(
            self._conn.execute(
                "SELECT name, version FROM texts WHERE name IN (SELECT value FROM json_each(?))",
                (json.dumps(list(names)),),
            )
        )

    def versions(self) -> Iterator[tuple[str, int]]:
        """See Store."""
        yield from self._conn.execute("SELECT name, version FROM texts ORDER BY name")

    def commit(self) -> None:
        """See Store. The filter first: a key that the table holds is never unknown to it."""
        self._bloom.flush()
        self._heads.flush()
        self._conn.commit()

    def close(self) -> None:
        """See Store."""
        self.commit()
        self._conn.close()


def _open(file: Path, cache_kib: int) -> sqlite3.Connection:
    conn = sqlite3.connect(file, check_same_thread=False)
    conn.execute("PRAGMA journal_mode=WAL")
    conn.execute("PRAGMA synchronous=NORMAL")  # a cache: losing the last commit costs a catch-up
    conn.execute(f"PRAGMA cache_size=-{cache_kib:d}")
    conn.executescript(_SCHEMA)
    return conn
