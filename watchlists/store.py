"""Entries in the database: a change raises the version, nothing is deleted, a tenant's row stays his.

A removed entry keeps its row (old hits and cases name it), paused and marked `removed`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, insert, select, update

from config.clock import to_db
from config.schema import entries as table
from watchlists.entries import WatchEntry

REMOVED = "removed"
_STEP = 500  # ids in one question: SQLite has a limit


@dataclass(frozen=True)
class Kept:
    """An entry as stored; `removed` entries are kept for the cases that name them."""

    entry: WatchEntry
    version: int
    removed: bool


@dataclass(frozen=True)
class Change:
    """Ids by what became of them. `refused` belong to another tenant; `skipped` were known already."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


@dataclass
class _Sorting:
    new: list[WatchEntry] = field(default_factory=list)
    changed: list[WatchEntry] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


class EntryStore:
    """Reads and writes entries on a connection that the caller opened; writing needs a write transaction."""

    def upsert(
        self, conn: Connection, entries: Iterable[WatchEntry], now: datetime, *, only_new: bool = False
    ) -> Change:
        """Take entries in. A changed one gets the next version, a removed one comes back; the same stays.

        With `only_new` known ids are left alone, whatever people made of them since. An id that belongs to
        another tenant is refused. The last of several entries with one id counts.
        """
        wanted = {entry.id: entry for entry in entries}
        known = {row.id: row for row in _rows(conn, wanted)}
        sorted_ = _Sorting()
        for entry in wanted.values():
            _sort(sorted_, entry, known.get(entry.id), only_new)
        if sorted_.new:
            conn.execute(insert(table), [{**_values(e, now), "version": 1} for e in sorted_.new])
        if sorted_.changed:
            conn.execute(_UPDATE, [{**_values(e, now), "key": e.id} for e in sorted_.changed])
        return Change(
            new=tuple(entry.id for entry in sorted_.new),
            changed=tuple(entry.id for entry in sorted_.changed),
            same=tuple(sorted_.same),
            refused=tuple(sorted_.refused),
            skipped=tuple(sorted_.skipped),
        )

    def get(self, conn: Connection, entry_id: str) -> Kept | None:
        """The entry with this id, removed or not; None when there never was one."""
        row = conn.execute(select(table).where(table.c.id == entry_id)).one_or_none()
        return _kept(row) if row else None

    def active(self, conn: Connection) -> tuple[Kept, ...]:
        """All entries that records are compared with, by id."""
        return _all(conn, select(table).where(table.c.status == "active"))

    def list(self, conn: Connection, *, tenant: str | None = None, category: str = "") -> tuple[Kept, ...]:
        """Entries that were not removed, by id; of one tenant ("" is the office) or category if given."""
        wanted = select(table).where(table.c.status != REMOVED)
        if tenant is not None:
            wanted = wanted.where(table.c.tenant == tenant)
        if category:
            wanted = wanted.where(table.c.category == category)
        return _all(conn, wanted)

    def remove(self, conn: Connection, ids: Collection[str], now: datetime) -> Change:
        """Stop watching these entries; unknown and already removed ids are `same`."""
        gone = [row for row in _rows(conn, ids) if row.status != REMOVED]
        if gone:
            paused = [_kept(row).entry.model_copy(update={"status": "paused"}) for row in gone]
            conn.execute(_UPDATE, [{**_values(e, now), "key": e.id, "status": REMOVED} for e in paused])
        removed = tuple(row.id for row in gone)
        return Change(removed=removed, same=tuple(one for one in ids if one not in removed))


_COLUMNS = ("category", "text", "tenant", "receiver", "status", "body", "updated_at")
_UPDATE = (
    update(table)
    .where(table.c.id == bindparam("key"))
    .values(version=table.c.version + 1, **{name: bindparam(name) for name in _COLUMNS})
)


def _sort(sorted_: _Sorting, entry: WatchEntry, row: Row[Any] | None, only_new: bool) -> None:
    if row is None:
        sorted_.new.append(entry)
    elif row.tenant != entry.tenant:
        sorted_.refused.append(entry.id)
    elif only_new:
        sorted_.skipped.append(entry.id)
    elif row.status == REMOVED or _kept(row).entry != entry:
        sorted_.changed.append(entry)
    else:
        sorted_.same.append(entry.id)


def _values(entry: WatchEntry, now: datetime) -> dict[str, Any]:
    return {
        "id": entry.id,
        "category": entry.category,
        "text": entry.text,
        "tenant": entry.tenant,
        "receiver": entry.receiver,
        "status": entry.status,
        "body": entry.model_dump(mode="json"),
        "updated_at": to_db(now),
    }


def _rows(conn: Connection, ids: Iterable[str]) -> Iterator[Row[Any]]:
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _STEP):
        yield from conn.execute(select(table).where(table.c.id.in_(wanted[start : start + _STEP])))


def _all(conn: Connection, wanted: Select[Any]) -> tuple[Kept, ...]:
    return tuple(_kept(row) for row in conn.execute(wanted.order_by(table.c.id)))


def _kept(row: Row[Any]) -> Kept:
    return Kept(WatchEntry.model_validate(row.body), row.version, row.status == REMOVED)
