"""`zhiwei reply check`: one JSON line a file, in order, with the fields of the contract."""

from __future__ import annotations

import json
from pathlib import Path

from reply_programs import PROGRAMS, bare
from typer.testing import CliRunner

from monitor.cli.reply import app

FIELDS = ["verb", "alert", "reason", "days", "to", "into", "note"]


def test_one_json_line_a_file_in_order(tmp_path: Path) -> None:
    mails = [
        PROGRAMS["qq"]("A-12 受理，A-13 排除 F3"),
        bare("不受理"),
        bare("受理", "Auto-Submitted: auto-replied\r\n"),
    ]
    paths = [tmp_path / f"{number}.eml" for number in range(3)]
    for path, raw in zip(paths, mails, strict=True):
        path.write_bytes(raw)
    result = CliRunner().invoke(app, ["check", *map(str, paths), "--json"])
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [row["verdict"] for row in rows] == ["apply", "help", "ignore"]
    assert all(list(row) == ["verdict", "why", "own_text", "commands"] for row in rows)
    assert [list(command) for command in rows[0]["commands"]] == [FIELDS, FIELDS]
    assert rows[0]["commands"][1] == {
        "verb": "dismiss",
        "alert": "A-13",
        "reason": "F3",
        "days": None,
        "to": None,
        "into": None,
        "note": None,
    }
    assert rows[1]["own_text"] == "不受理" and rows[1]["why"].startswith("negation: ")


def test_without_json_it_explains_in_chinese(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(bare("是否受理？"))
    result = CliRunner().invoke(app, ["check", str(path)])
    assert "不执行" in result.stdout and "问句" in result.stdout and "是否受理？" in result.stdout


def test_an_unreadable_file_is_an_error_and_keeps_its_line(tmp_path: Path) -> None:
    good = tmp_path / "a.eml"
    good.write_bytes(bare("受理"))
    result = CliRunner().invoke(app, ["check", str(tmp_path / "none.eml"), str(good), "--json"])
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1 and [row["verdict"] for row in rows] == ["ignore", "apply"]
