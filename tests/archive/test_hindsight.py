"""What an entry would have given is the same from the archive and from the database, and says what a budget costs."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from config.database import Database
from config.settings import Settings
from crawlers.records import Record
from monitor.archive.embedded import EmbeddedArchive
from monitor.archive.opening import FOLDER
from monitor.archive.sync import sync_archive
from monitor.cli.main import app
from monitor.matching.prepare import prepare_entry
from monitor.screening.hindsight import Hindsight, Span, from_archive, from_database
from monitor.screening.line import line_of
from tests.alerts import cases
from tests.archive.pasts import store
from tests.conftest import NOW
from watchlists.entries import WatchEntry

MARK = cases.entry(text="水井坊", category="WKM", nice_classes=(33,), owner="四川水井坊股份有限公司")
TEXTS = ("水井坊", "水井访", "青羊听雨", "水井坊酒", "老水井坊")


def _filing(number: int, text: str, day: str = "2026-11-02") -> Record:
    return cases.filing(
        number, source="test", text=text, nice_classes=(33,), applicant=f"示例酒行{number}", event_on=day
    )


def _archived(database: Database, seen: list[Record], home: Path) -> EmbeddedArchive:
    store(database, seen)
    archive = EmbeddedArchive(home / FOLDER)
    sync_archive(database, archive, NOW)
    return archive


def _both(
    entries: list[WatchEntry], archive: EmbeddedArchive, database: Database, months: int = 3
) -> list[Hindsight]:
    span = Span.of(months, NOW)
    by_keys = list(from_archive(entries, archive, span))
    assert _seen(by_keys) == _seen(list(from_database(entries, database, span)))
    return by_keys


def test_counts_what_the_months_would_have_given(tmp_path: Path, database: Database) -> None:
    seen = [_filing(n, text) for n, text in enumerate(TEXTS)]
    seen += [_filing(8, "水井坊", "2025-01-05"), _filing(9, "水井坊", "2027-01-01")]
    archive = _archived(database, seen, tmp_path)
    (one,) = _both([MARK], archive, database)
    assert {met.record.text for met in one.told} == {"水井坊", "水井访", "水井坊酒", "老水井坊"}
    assert (one.too_generic, one.missed, one.full_months) == (False, (), 0)
    assert one.per_week == pytest.approx(4 / (90 / 7))
    assert [met.score for met in one.told] == sorted((met.score for met in one.told), reverse=True)
    (longer,) = _both([MARK], archive, database, 36)
    assert len(longer.told) == 5
    assert "疑似近似 4 件" in one.lines()[0] and len(one.lines()) == 5


def test_says_what_a_budget_would_miss(tmp_path: Path, database: Database) -> None:
    archive = _archived(database, [_filing(n, text) for n, text in enumerate(TEXTS)], tmp_path)
    strict = MARK.model_copy(update={"id": "s", "monthly_budget": 0})
    free, kept = _both([MARK, strict], archive, database)
    assert kept.line == line_of(prepare_entry(strict)) > free.line
    assert kept.told + kept.missed == free.told
    assert all(met.score < kept.line for met in kept.missed) and kept.missed
    words = "\n".join(kept.lines())
    assert f"会漏掉 {len(kept.missed)} 件，最近似的是" in words and kept.missed[0].record.text in words
    assert kept.full_months == (1 if kept.told else 0)


def test_names_what_is_too_much(tmp_path: Path, database: Database) -> None:
    archive = _archived(
        database, [_filing(n, "水井坊" if n % 2 else "水井访") for n in range(1, 81)], tmp_path
    )
    (one,) = _both([MARK.model_copy(update={"monthly_budget": 1_000_000})], archive, database)
    assert (len(one.told), one.too_generic, len(one.examples)) == (80, True, 10)
    assert one.exclusions == (("水井访", 40),)
    excluded = MARK.model_copy(update={"exclusions": ("水井访",)})
    (fewer,) = _both([excluded], archive, database)
    assert (len(fewer.told), fewer.exclusions) == (40, ())


def test_a_canary_is_no_hit(tmp_path: Path, database: Database) -> None:
    canary = _filing(1, "水井坊").model_copy(update={"native_id": "canary-1"})
    archive = _archived(database, [canary, _filing(2, "水井坊")], tmp_path)
    (one,) = _both([MARK], archive, database)
    assert [met.record_id for met in one.told] == ["test:f2"]


def _seen(found: list[Hindsight]) -> list[object]:
    """Without the fields of a record that an archive never sees."""
    return [
        (one.as_dict(), [(met.record_id, met.day, met.score) for met in one.told + one.missed])
        for one in found
    ]


@pytest.fixture
def home(installation: Settings) -> Path:
    (installation.home / "zhiwei.toml").write_text("builtin_lists = false\n", encoding="utf-8")
    (installation.home / "list.csv").write_text(
        "监测对象,类别,国际分类,权利人\n水井坊,WKM,33,四川水井坊股份有限公司\n坏行,WKM,99,甲\n",
        encoding="utf-8",
    )
    return installation.home


def _run(home: Path, *words: str) -> tuple[str, str]:
    result = CliRunner().invoke(
        app, ["watch", "preview", str(home / "list.csv"), "--home", str(home), *words]
    )
    assert result.exit_code == 0, result.output
    return result.stdout, result.stderr


@pytest.mark.parametrize("is_filled", [True, False])
def test_the_command(
    home: Path, database: Database, is_filled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.clock.utc_now", lambda: datetime.fromisoformat("2026-11-24T02:00:00+00:00"))
    seen = [_filing(n, text) for n, text in enumerate(TEXTS)] + [_filing(9, "水井坊\x1b[31m\n假行")]
    if is_filled:
        _archived(database, seen, home).close()
    else:
        store(database, seen)
    out, said = _run(home, "--months", "3")
    assert "疑似近似 5 件" in out and "\x1b" not in out and "\n假行" not in out
    assert ("改查数据库" in said) is not is_filled
    assert "第 3 行" in said
    out, _ = _run(home, "--months", "3", "--budget", "0", "--json")
    (line,) = out.splitlines()
    told = json.loads(line)
    assert (told["budget"], told["hits"] + told["missed"]) == (0, 5) and told["missed"]
    assert "共 0 个" in CliRunner().invoke(app, ["watch", "list", "--home", str(home)]).output


def test_the_command_reads_the_database_when_the_server_is_away(home: Path, database: Database) -> None:
    store(database, [_filing(n, text) for n, text in enumerate(TEXTS)])
    with (home / "zhiwei.toml").open("a", encoding="utf-8") as file:
        file.write('[archive]\nurl = "http://127.0.0.1:9"\n')
    out, said = _run(home, "--months", "240")
    assert "疑似近似 4 件" in out and "连不上" in said
