"""The screening job: each record once, hits and mails in one transaction, a poisoned record alone set aside."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from alerts.batch import Post
from config.database import Database
from config.schema import alerts, hits, quarantine, records, runs
from config.settings import Settings
from crawlers.outcome import Ignored, Rejected
from crawlers.records import Filing
from crawlers.registry import all_sources
from crawlers.runfile import RunWriter
from monitor.jobs import ingest, screen
from monitor.matching.prepare import prepare_entry, prepare_record
from monitor.matching.score import DEFAULT_THRESHOLD, score
from monitor.screening.line import line_of
from monitor.screening.live import LiveScreen
from tests.alerts import cases
from watchlists.store import EntryStore


def filings(*texts: str) -> list[Filing]:
    return [
        Filing(
            source="table",
            native_id=f"n{i}",
            text=text,
            nice_classes=(33,),
            applicant="示例酒行",
            event="published",
        )
        for i, text in enumerate(texts)
    ]


def run_file(folder: Path, outcomes: list[Any], now: datetime, name: str = "a.jsonl") -> Path:
    source = next(s for s in all_sources() if s.kind == "drop")
    writer = RunWriter(source, folder / name, now, "样例")
    for one in outcomes:
        writer.add(one)
    writer.close(now)
    return folder / name


@pytest.fixture
def live(database: Database, now: datetime) -> LiveScreen:
    watched = cases.entry(text="水井坊", category="WKM", nice_classes=(33,), owner="四川水井坊股份有限公司")
    with database.write() as conn:
        EntryStore().upsert(conn, [watched], now)
    return LiveScreen()


def test_inputs_are_records_repeats_rejected_and_ignored(
    database: Database, installation: Settings, now: datetime, tmp_path: Path
) -> None:
    bad = Rejected("样例", 3, "text", "", "缺商标名称", "no mark", raw="{}")
    outcomes = [*filings("水井纺", "晴川"), *filings("水井纺"), bad, Ignored("图形商标")]
    file = run_file(installation.path("runs"), outcomes, now)
    taken = ingest.ingest_file(database, file, now)
    assert (taken.inputs, taken.records, taken.repeats, taken.rejected) == (5, 2, 1, 1)
    assert taken.inputs == taken.records + taken.repeats + taken.rejected + taken.ignored.total()
    again = ingest.ingest_file(database, file, now)
    assert again.inputs == 0, "the same file is known by its content"
    with database.read() as conn:
        row = conn.execute(select(runs)).one()
        assert (row.inputs, row.records, row.state) == (5, 2, "done")
        assert conn.execute(select(quarantine.c.reason_zh)).scalar_one() == "缺商标名称"


def test_an_interrupted_file_goes_on_where_it_stopped(
    database: Database, installation: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "STEP", 2)
    file = run_file(installation.path("runs"), filings("甲一", "甲二", "甲三", "甲四", "甲五"), now)
    real, calls = ingest._take, []

    def breaking(*args: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(ingest, "_take", breaking)
    with pytest.raises(KeyboardInterrupt):
        ingest.ingest_file(database, file, now)
    monkeypatch.setattr(ingest, "_take", real)
    rest = ingest.ingest_file(database, file, now)
    assert rest.records == 3
    with database.read() as conn:
        assert conn.execute(select(runs.c.inputs, runs.c.records)).one() == (5, 5)


def test_each_record_is_screened_once(
    database: Database, installation: Settings, now: datetime, live: LiveScreen
) -> None:
    ingest.ingest_file(database, run_file(installation.path("runs"), filings("水井纺", "晴川"), now), now)
    first = screen.screen_waiting(database, live, Post(installation), lambda: now)
    assert (first["screened"], first["alerts"]) == (2, 1)
    assert screen.screen_waiting(database, live, Post(installation), lambda: now)["screened"] == 0


def test_a_record_that_breaks_the_matcher_costs_only_itself(
    database: Database,
    installation: Settings,
    now: datetime,
    live: LiveScreen,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """I3: the other records are alerted, the poison is kept raw and counted."""
    ingest.ingest_file(database, run_file(installation.path("runs"), filings("毒", "水井纺"), now), now)
    real = LiveScreen.hits

    def breaking(self: LiveScreen, wanted: Any) -> Any:
        if wanted[0].text == "毒":
            raise RecursionError("poison")
        return real(self, wanted)

    monkeypatch.setattr(LiveScreen, "hits", breaking)
    done = screen.screen_waiting(database, live, Post(installation), lambda: now)
    assert (done["screened"], done["poison"], done["alerts"]) == (1, 1, 1)
    with database.read() as conn:
        raw = conn.execute(select(quarantine.c.raw)).scalar_one()
        waiting = conn.execute(
            select(func.count()).where(records.c.screened_revision < records.c.revision)
        ).scalar_one()
    assert json.loads(raw)["text"] == "毒" and waiting == 0


def test_a_changed_entry_is_used_at_the_next_refresh(
    database: Database, installation: Settings, now: datetime, live: LiveScreen
) -> None:
    with database.read() as conn:
        assert live.refresh(conn) == 1 and live.refresh(conn) == 0
    with database.write() as conn:
        EntryStore().upsert(conn, [cases.entry(2, text="晴川小筑", nice_classes=(43,))], now)
    with database.read() as conn:
        assert live.refresh(conn) == 1
    ingest.ingest_file(database, run_file(installation.path("runs"), filings("晴川小筑"), now), now)
    screen.screen_waiting(database, live, Post(installation), lambda: now)
    with database.read() as conn:
        assert conn.execute(select(hits.c.entry_id)).scalars().all() == ["w-2"]
        assert conn.execute(select(func.count()).select_from(alerts)).scalar_one() == 1


def test_a_budget_keeps_out_what_is_under_its_line(
    database: Database, installation: Settings, now: datetime
) -> None:
    watched = cases.entry(text="水井坊", category="WKM", nice_classes=(33,), monthly_budget=1)
    with database.write() as conn:
        EntryStore().upsert(conn, [watched], now)
    seen = filings("水井坊", "水井访", "水坊里", "老井坊", "水井", "水井街", "水井巷")
    ingest.ingest_file(database, run_file(installation.path("runs"), seen, now), now)
    screen.screen_waiting(database, LiveScreen(), Post(installation), lambda: now)
    mark = prepare_entry(watched)
    line = line_of(mark)
    scores = {one.record_id: score(mark, prepare_record(one)) for one in seen}
    assert sum(DEFAULT_THRESHOLD <= value < line for value in scores.values()) > 0, scores
    with database.read() as conn:
        stored = conn.execute(select(hits.c.record_id, hits.c.score, hits.c.is_alert, hits.c.body)).all()
    assert {row.record_id: row.score for row in stored} == {k: v for k, v in scores.items() if v >= line}
    assert {(row.is_alert, row.body["threshold"]) for row in stored} == {(True, line)}


def test_a_step_asks_the_index_once(
    database: Database,
    installation: Settings,
    now: datetime,
    live: LiveScreen,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = filings("水井纺", "晴川", "青羊")
    ingest.ingest_file(database, run_file(installation.path("runs"), seen, now), now)
    asked: list[int] = []
    real = LiveScreen.hits

    def spied(self: LiveScreen, wanted: Any) -> Any:
        asked.append(len(wanted))
        return real(self, wanted)

    monkeypatch.setattr(LiveScreen, "hits", spied)
    screen.screen_waiting(database, live, Post(installation), lambda: now)
    assert asked == [3]
