"""Entries in the database: versions, revival, tenants, and no change without a new version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from config.database import Database
from config.schema import entries as table
from watchlists.builtin import load_builtin
from watchlists.entries import WatchEntry
from watchlists.store import EntryStore

STORE = EntryStore()
ONE = WatchEntry(id="gi-1", category="GI", text="某某豆瓣", price_reference="12.50", nice_classes=(30,))  # type: ignore[arg-type]


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[Connection]:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    database.migrate()
    with database.write() as connection:
        yield connection
    database.close()


def test_new_changed_same(conn: Connection, now: datetime) -> None:
    assert STORE.upsert(conn, [ONE], now).new == ("gi-1",)
    assert STORE.upsert(conn, [ONE], now + timedelta(days=1)).same == ("gi-1",)
    changed = ONE.model_copy(update={"aliases": ("Moumou",), "receiver": "a@example.com"})
    assert STORE.upsert(conn, [changed], now + timedelta(days=2)).changed == ("gi-1",)
    kept = STORE.get(conn, "gi-1")
    assert kept is not None
    assert (kept.entry, kept.version, kept.removed) == (changed, 2, False)
    row = conn.execute(select(table)).one()
    assert (row.receiver, row.updated_at[:10]) == ("a@example.com", "2026-11-26")


def test_the_same_entry_does_not_touch_the_row(conn: Connection, now: datetime) -> None:
    STORE.upsert(conn, [ONE], now)
    before = conn.execute(select(table)).one()
    STORE.upsert(conn, [ONE], now + timedelta(days=1))
    assert conn.execute(select(table)).one() == before


def test_a_removed_entry_keeps_its_row_and_can_come_back(conn: Connection, now: datetime) -> None:
    STORE.upsert(conn, [ONE], now)
    assert STORE.remove(conn, ["gi-1", "nope"], now).removed == ("gi-1",)
    assert STORE.remove(conn, ["gi-1"], now).same == ("gi-1",)
    kept = STORE.get(conn, "gi-1")
    assert kept is not None
    assert (kept.removed, kept.version, kept.entry.status) == (True, 2, "paused")
    assert STORE.active(conn) == STORE.list(conn) == ()
    assert STORE.upsert(conn, [ONE], now, only_new=True).skipped == ("gi-1",)
    assert STORE.upsert(conn, [ONE], now).changed == ("gi-1",)
    assert [(one.entry, one.version) for one in STORE.active(conn)] == [(ONE, 3)]


def test_another_tenants_entry_is_refused(conn: Connection, now: datetime) -> None:
    STORE.upsert(conn, [ONE.model_copy(update={"tenant": "a"})], now)
    change = STORE.upsert(conn, [ONE.model_copy(update={"tenant": "b", "text": "别的"})], now)
    assert change.refused == ("gi-1",)
    kept = STORE.get(conn, "gi-1")
    assert kept is not None
    assert (kept.entry.text, kept.version) == ("某某豆瓣", 1)


def test_lists(conn: Connection, now: datetime) -> None:
    paused = ONE.model_copy(update={"id": "gi-2", "status": "paused"})
    secret = ONE.model_copy(update={"id": "ts-1", "category": "TS", "tenant": "a"})
    STORE.upsert(conn, [secret, paused, ONE], now)
    assert [kept.entry.id for kept in STORE.active(conn)] == ["gi-1", "ts-1"]
    assert [kept.entry.id for kept in STORE.list(conn)] == ["gi-1", "gi-2", "ts-1"]
    assert [kept.entry.id for kept in STORE.list(conn, tenant="")] == ["gi-1", "gi-2"]
    assert [kept.entry.id for kept in STORE.list(conn, category="TS")] == ["ts-1"]
    assert STORE.get(conn, "nope") is None


def test_the_built_in_lists_go_in_once(conn: Connection, now: datetime) -> None:
    lists = load_builtin()
    first = STORE.upsert(conn, lists, now)
    again = STORE.upsert(conn, lists, now)
    assert (len(first.new), len(again.same)) == (len(lists), len(lists))
    assert {kept.entry for kept in STORE.list(conn)} == set(lists)
