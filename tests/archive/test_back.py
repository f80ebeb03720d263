"""A new entry meets the past: the same hits as screening gives, once."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from alerts.batch import Post
from config.database import Database
from config.schema import entries, hits, records
from config.settings import Settings
from crawlers.records import Filing
from monitor.archive.embedded import EmbeddedArchive
from monitor.archive.sync import sync_archive
from monitor.jobs.backscan import scan_back
from monitor.matching.prepare import prepare_entry
from monitor.screening.line import line_of
from tests.alerts import cases
from tests.archive.pasts import store
from watchlists.store import EntryStore

MARK = cases.entry(text="水井坊", category="WKM", nice_classes=(33,), owner="四川水井坊股份有限公司")


def _filing(number: int, text: str, day: str = "2026-11-02") -> Filing:
    return Filing.model_validate(
        {
            "source": "test", "native_id": str(number), "text": text, "nice_classes": [33],
            "applicant": f"示例酒行{number}", "event": "published", "event_on": day,
        }
    )  # fmt: skip


SEEN = [
    _filing(1, "水井坊"),
    _filing(2, "水井访"),
    _filing(3, "青羊听雨"),
    _filing(4, "水井坊", "2025-01-05"),
]


@pytest.fixture
def archive(tmp_path: Path, database: Database, now: datetime) -> EmbeddedArchive:
    store(database, SEEN)
    made = EmbeddedArchive(tmp_path / "archive")
    sync_archive(database, made, now)
    return made


def _scan(database: Database, archive: EmbeddedArchive, settings: Settings, now: datetime) -> Counter[str]:
    return scan_back(database, archive, Post(settings), lambda: now)


def test_an_entry_meets_the_archive_once_for_each_version(
    archive: EmbeddedArchive, database: Database, installation: Settings, now: datetime
) -> None:
    with database.write() as conn:
        conn.execute(update(records).values(screened_revision=1))
        EntryStore().upsert(conn, [MARK], now)
    assert _scan(database, archive, installation, now)["hits"] == 3
    assert _scan(database, archive, installation, now) == {}
    with database.write() as conn:
        EntryStore().upsert(conn, [MARK.model_copy(update={"goods": ("白酒",)})], now)
    done = _scan(database, archive, installation, now)
    assert (done["back_scanned"], done["hits"]) == (1, 0)  # known hits are not told again
    with database.read() as conn:
        assert conn.execute(select(func.count()).select_from(hits)).scalar_one() == 3
        assert conn.execute(select(entries.c.back_scanned)).scalar_one() == 2


def test_records_that_wait_for_screening_are_left_to_it(
    archive: EmbeddedArchive, database: Database, installation: Settings, now: datetime
) -> None:
    with database.write() as conn:
        EntryStore().upsert(conn, [MARK], now)
    assert _scan(database, archive, installation, now)["hits"] == 0


def test_a_budget_holds_for_the_past_too(
    archive: EmbeddedArchive, database: Database, installation: Settings, now: datetime
) -> None:
    strict = MARK.model_copy(update={"monthly_budget": 0})
    with database.write() as conn:
        conn.execute(update(records).values(screened_revision=1))
        EntryStore().upsert(conn, [strict], now)
    assert _scan(database, archive, installation, now)["hits"] < 3
    line = line_of(prepare_entry(strict))
    with database.read() as conn:
        for row in conn.execute(select(hits)):
            assert row.body["threshold"] == line <= row.score
