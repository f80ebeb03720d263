"""An operator's first hour: init, check, run, import, status; a clean stop, and no second daemon."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from config.settings import load_settings
from monitor import daemon
from monitor.cli.main import app

ZHIWEI = [sys.executable, "-m", "monitor.cli.main"]
ROWS = """申请号,商标名称,国际分类,申请人,公告日期
91000001,水井纺,33,示例酒行,2026-11-20
91000002,晴川小筑,43,示例客栈,2026-11-20
91000003,,33,示例酒行,2026-11-20
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    done = CliRunner().invoke(app, ["init", str(tmp_path / "zw")])
    assert done.exit_code == 0, done.output
    return tmp_path / "zw"


def zhiwei(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*ZHIWEI, *words], capture_output=True, text=True, timeout=120)


def test_init_makes_what_run_needs_and_changes_nothing_the_second_time(home: Path) -> None:
    settings = load_settings(home)
    assert not settings.mail_is_configured and (home / "keys" / "secret").stat().st_mode & 0o077 == 0
    again = CliRunner().invoke(app, ["init", str(home)])
    assert again.exit_code == 2 and "已存在" in again.output


def test_check_names_every_problem_with_its_cure(home: Path) -> None:
    done = CliRunner().invoke(app, ["check", "--home", str(home), "--json"])
    found = json.loads(done.output)
    assert any("值班员" in f["what"] and not f["ok"] and f["cure"] for f in found)
    assert all(f["cure"] for f in found if not f["ok"])


@pytest.mark.parametrize(
    ("wrong", "named"),
    [("[mail]\nsmpt = 'x'\n", "mail.smpt"), ("log_level = 'LOUD'\n", "log_level"), ("= =", "TOML")],
)
def test_a_wrong_configuration_is_named_by_field(tmp_path: Path, wrong: str, named: str) -> None:
    (tmp_path / "zhiwei.toml").write_text(wrong, "utf-8")
    done = CliRunner().invoke(app, ["status", "--home", str(tmp_path)])
    assert done.exit_code == 2 and named in done.output


@pytest.mark.slow
def test_a_file_is_imported_screened_and_becomes_a_mail_file(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "公告.csv"
    file.write_text(ROWS, "utf-8-sig")
    config = home / "zhiwei.toml"
    person = '[[office.people]]\nname = "值班员"\naddress = "desk@centre.example"\nrole = "officer"\n'
    config.write_text(config.read_text("utf-8") + person, "utf-8")
    done = zhiwei("import", str(file), "--source", "filings_table", "--home", str(home), "--json")
    assert done.returncode == 0, done.stderr
    taken = json.loads(done.stdout)
    assert taken["inputs"] == taken["records"] + taken["rejected"] + sum(taken["ignored"].values()) == 3
    assert (taken["records"], taken["rejected"]) == (2, 1)
    run = zhiwei("run", "--once", "--home", str(home), "--json")
    assert run.returncode == 0, run.stderr
    totals = json.loads(run.stdout)
    assert totals["screened"] == 2 and totals["alerts"] >= 1
    assert len(list((home / "mail-out").glob("*.eml"))) == totals["sent"] > 0
    status = json.loads(zhiwei("status", "--home", str(home), "--json").stdout)
    assert status["waiting_records"] == 0 and any("smtp" in p for p in status["problems"])
    shown = zhiwei("explain", "A-1", "--home", str(home))
    assert "重算一致" in shown.stdout, shown.stdout + shown.stderr
    assert "已提示：A-1" in zhiwei("why", "91000001", "--home", str(home)).stdout
    decided = zhiwei("alerts", "decide", "A-1", "受理", "--home", str(home), "--json")
    assert json.loads(decided.stdout)["after"] == "accepted"


@pytest.mark.slow
def test_sigterm_ends_the_daemon_cleanly_and_a_second_one_is_refused(home: Path) -> None:
    with daemon.hold_installation(home):
        refused = zhiwei("run", "--once", "--home", str(home))
        assert refused.returncode == 3 and "运行中" in refused.stderr
    child = subprocess.Popen([*ZHIWEI, "run", "--home", str(home)], stderr=subprocess.PIPE, text=True)
    assert child.stderr is not None
    for line in child.stderr:
        if '"started"' in line:
            break
    time.sleep(1)
    child.send_signal(signal.SIGTERM)
    rest = child.stderr.read()
    assert child.wait(timeout=30) == 0
    assert '"stopped"' in rest
