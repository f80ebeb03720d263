"""The desk enters, confirms, lists and ends subscriptions by command, and accepts a line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from alerts import sampling
from config.database import Database
from config.settings import load_settings
from monitor.cli.main import app
from monitor.installation import create

run = CliRunner()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    create(tmp_path)
    return tmp_path


def test_without_pages_the_desk_confirms_for_somebody_who_agreed(home: Path) -> None:
    added = run.invoke(
        app, ["subscribe", "add", "a@firm.test", "--name", "示例", "--list", "地理标志", "--home", str(home)]
    )
    assert added.exit_code == 0 and "zhiwei subscribe confirm 1 2" in added.output
    rows = json.loads(run.invoke(app, ["subscribe", "list", "--json", "--home", str(home)]).output)
    assert [(row["state"], row["scope"]) for row in rows] == [
        ("requested", "本企业的监测对象"),
        ("requested", "名录：地理标志"),
    ]
    assert run.invoke(app, ["subscribe", "confirm", "1", "2", "--home", str(home)]).exit_code == 0
    assert run.invoke(app, ["subscribe", "remove", "2", "--home", str(home)]).exit_code == 0
    assert run.invoke(app, ["subscribe", "remove", "2", "--home", str(home)]).exit_code == 2
    listed = run.invoke(app, ["subscribe", "list", "--home", str(home)]).output
    assert "生效　a@firm.test　示例　本企业的监测对象" in listed and "已退订" in listed


@pytest.mark.parametrize(
    "words", [["no-address"], ["a@b.test", "--list", "汽车"], ["a@b.test", "--level", "紫"]]
)
def test_a_mistake_is_said_and_changes_nothing(words: list[str], home: Path) -> None:
    assert run.invoke(app, ["subscribe", "add", *words, "--home", str(home)]).exit_code == 2
    assert "没有订阅" in run.invoke(app, ["subscribe", "list", "--home", str(home)]).output


def test_a_person_accepts_the_suggested_line(home: Path) -> None:
    settings = load_settings(home)
    database = Database(settings.database_url)
    database.migrate()
    now = datetime(2026, 11, 1, tzinfo=UTC)
    body = {"mark": "m", "watched": "w", "about": "a"}
    with database.write() as conn:
        drawn = [sampling.Drawn(f"e{n}", f"s:{n}", 0.45, 0, 100, body) for n in range(10)]
        sampling.keep(conn, "2026-10", drawn, now)
        sampling.answer(conn, "2026-10", dict.fromkeys(range(1, 6), "needed") | {6: "unneeded"}, "x", now)
    database.close()
    shown = json.loads(run.invoke(app, ["sample", "show", "2026-10", "--json", "--home", str(home)]).output)
    assert shown["suggested"] == 0.4 and shown["answered"] == 6
    accepted = run.invoke(app, ["sample", "accept", str(shown["suggestion"]), "--home", str(home)])
    assert "已采用提示线 0.40" in accepted.output
    assert run.invoke(app, ["sample", "show", "2026-09", "--home", str(home)]).exit_code == 1


def test_keys_are_made_and_the_description_is_printed(home: Path) -> None:
    assert len(run.invoke(app, ["web", "key"]).output.strip()) > 30
    assert len(run.invoke(app, ["web", "webhook-key", "--home", str(home)]).output.strip()) == 64
    described = json.loads(run.invoke(app, ["web", "openapi", "--home", str(home)]).output)
    assert "/api/v1/alerts/{number}" in described["paths"]
    assert not any(path.startswith(("/leave", "/prefs")) for path in described["paths"])
