"""Screening of files: one ledger, one output, whatever the number of workers; a budget raises an entry's line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from config.settings import Settings
from monitor.bench.names import entries, filings
from monitor.bench.planted import planted
from monitor.cli.main import app
from monitor.matching.prepare import prepare_entry, prepare_record
from monitor.matching.score import DEFAULT_THRESHOLD, threshold_for_budget
from monitor.risk.levels import assess
from monitor.screening import stateless, workers
from monitor.screening.line import compare_at_line, line_of
from monitor.screening.stateless import Screened, screen_files
from tests.alerts import cases
from tests.conftest import NOW
from watchlists.entries import WatchEntry

ENTRIES = entries(60, seed=5)
RECORDS = [filing for *_, filing in planted(ENTRIES, 4, seed=6)] + filings(30, seed=7)


def _lines(path: Path, rows: list[dict[str, Any]], more: str = "") -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows) + more, "utf-8")
    return path


def _watched(entry: WatchEntry, **more: Any) -> dict[str, Any]:
    classes = list(entry.nice_classes)
    return {"id": entry.id, "category": "WKM", "text": entry.text, "nice_classes": classes, **more}


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    watchlist = _lines(tmp_path / "w.jsonl", [_watched(entry) for entry in ENTRIES], '{"id": "bad"}\n')
    rows = [
        {"id": f"r{n}", "form": "filing", "text": one.text, "nice_classes": list(one.nice_classes)}
        for n, one in enumerate(RECORDS)
    ]
    records = _lines(tmp_path / "r.jsonl", rows[:30], "not json\n\n")
    with records.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows[30:])
    return watchlist, records, tmp_path / "m.jsonl"


def _screened(files: tuple[Path, Path, Path], **more: Any) -> tuple[bytes, Screened]:
    done = screen_files(*files, **more)
    return files[2].read_bytes(), done


@pytest.mark.parametrize(
    ("least", "forks"),
    [(None, True), (0.3, True), (0.7, True), pytest.param(None, False, marks=pytest.mark.slow)],
)
def test_any_number_of_workers_writes_the_same_bytes(
    files: tuple[Path, Path, Path], least: float | None, forks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "can_fork", lambda: forks)
    monkeypatch.setattr(stateless, "BATCH", 17)
    told: list[tuple[int, int]] = []
    one, alone = _screened(files, min_score=least, workers=1)
    two, shared = _screened(files, min_score=least, workers=2, progress=lambda *at: told.append(at))
    assert one == two and alone == shared
    assert alone.matches == one.count(b"\n") > 2
    assert (alone.entries, alone.records, len(alone.bad)) == (len(ENTRIES), len(RECORDS), 2)
    assert [str(bad).partition(" ")[0] for bad in alone.bad] == ["w.jsonl:61", "r.jsonl:31"]
    assert told == sorted(told) and told[-1][1] - told[-1][0] == 1  # all but the empty line


def test_the_size_of_a_batch_changes_nothing(
    files: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _ = _screened(files)
    monkeypatch.setattr(stateless, "BATCH", 1)
    assert _screened(files)[0] == whole


def test_workers_come_only_for_a_large_input(
    files: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    real = stateless.crew

    def spied(make: Any, work: Any, count: int) -> Any:
        asked.append(count)
        return real(make, work, count)

    monkeypatch.setattr(stateless, "crew", spied)
    monkeypatch.setattr(stateless, "cores", lambda: 2)
    _screened(files)
    monkeypatch.setattr(stateless, "PAYS", 1)
    _screened(files)
    assert asked == [1, 2]


def _budgeted(tmp_path: Path, budget: object) -> tuple[Path, Path, Path]:
    entry = WatchEntry(id="e", category="TM", text="青羊听雨", nice_classes=(30,))
    rows = [
        {"id": str(n), "form": "filing", "text": text, "nice_classes": [30]}
        for n, text in enumerate(("青羊听雨", "青羊听雨轩", "青羊听语", "青羊观雨", "听雨", "锦江听雨"))
    ]
    watched = _watched(entry, category="TM", monthly_budget=budget)
    return _lines(tmp_path / "w", [watched]), _lines(tmp_path / "r", rows), tmp_path / "m"


def _scores(path: Path) -> dict[str, tuple[float, bool]]:
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return {row["record_id"]: (row["score"], row["alert"]) for row in rows}


def test_a_budget_raises_the_line_of_its_entry(tmp_path: Path) -> None:
    free = _budgeted(tmp_path, None)
    screen_files(*free)
    every = _scores(free[2])
    line = _line(1)
    screen_files(*_budgeted(tmp_path, 1))
    kept = _scores(tmp_path / "m")
    assert kept == {key: pair for key, pair in every.items() if pair[0] >= line}
    assert 0 < len(kept) < len(every), (line, every)
    screen_files(*_budgeted(tmp_path, 1), min_score=DEFAULT_THRESHOLD)
    told = _scores(tmp_path / "m")
    assert {key: score for key, (score, _) in told.items()} == {k: s for k, (s, _) in every.items()}
    assert {key for key, (_, alert) in told.items() if alert} == set(kept)


def _line(budget: int | None) -> float:
    return line_of(prepare_entry(WatchEntry(id="e", category="TM", text="青羊听雨", monthly_budget=budget)))


def test_the_line_of_a_budget() -> None:
    lines = [_line(budget) for budget in (0, 1, 2, 5)]
    assert lines == sorted(lines, reverse=True)
    assert lines[1] == threshold_for_budget([prepare_entry(ENTRIES[0])], 1) or lines[1] > DEFAULT_THRESHOLD
    assert _line(None) == DEFAULT_THRESHOLD
    assert _line(1_000_000) == DEFAULT_THRESHOLD, "a budget never lowers the line"
    mark = prepare_entry(WatchEntry(id="e", category="TM", text="青羊听雨", monthly_budget=1_000_000))
    assert line_of(mark, 0.9) == 0.9


def test_a_hit_carries_the_line_of_its_entry_and_is_no_milder_for_it() -> None:
    free = WatchEntry(id="e", category="WKM", text="青羊听雨", nice_classes=(30,))
    sign = prepare_record(cases.filing(1, text="青羊听雨轩", nice_classes=(30,)))
    strict = free.model_copy(update={"monthly_budget": 1})
    hits = [compare_at_line(prepare_entry(entry), sign) for entry in (free, strict)]
    assert [hit.threshold for hit in hits] == [DEFAULT_THRESHOLD, _line(1)]
    assert [hit.usual_threshold for hit in hits] == [None, DEFAULT_THRESHOLD]
    today = NOW.date()
    risks = [assess(hit, free, sign.record, today=today, policy=Settings().alerts) for hit in hits]
    assert risks[0] == risks[1]


@pytest.mark.parametrize("budget", ["x", -1, 1.5, True])
def test_a_budget_that_is_none_is_named(tmp_path: Path, budget: object) -> None:
    done = screen_files(*_budgeted(tmp_path, budget))
    assert [bad.field for bad in done.bad] == ["monthly_budget"]


def test_the_command_takes_workers(files: tuple[Path, Path, Path]) -> None:
    watchlist, records, out = files
    words = ["--watchlist", str(watchlist), "--records", str(records), "--out", str(out)]
    result = CliRunner().invoke(app, ["screen", *words, "--workers", "2"])
    assert result.exit_code == 0, result.output
    assert f"记录 {len(RECORDS)}" in result.output and "有误 2 行" in result.output
    assert out.read_bytes() == _screened(files, workers=1)[0]


def test_the_command_says_that_a_worker_died(
    files: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def died(*_: Any, **__: Any) -> None:
        raise workers.WorkerDied("一个比对子进程意外终止")

    monkeypatch.setattr(stateless, "screen_files", died)
    watchlist, records, out = files
    words = ["--watchlist", str(watchlist), "--records", str(records), "--out", str(out)]
    result = CliRunner().invoke(app, ["screen", *words])
    assert result.exit_code == 1 and "意外终止" in result.output and "Traceback" not in result.output
