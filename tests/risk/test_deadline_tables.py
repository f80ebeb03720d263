"""The page is what the data say, a bad row names file, line and field, the command keeps its word."""

import json
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from monitor.cli.deadline import deadline as command
from monitor.risk.rules import FOLDER, read_rules
from monitor.risk.sheets import BadSheet
from monitor.risk.table import markdown

PAGE = Path(__file__).parents[2] / "docs" / "deadlines.md"
app = typer.Typer()
app.command()(command)


def run(*words):
    return CliRunner().invoke(app, list(words))


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == markdown(), "run: python -m monitor.risk.table --write"


def test_the_page_has_every_rule_with_its_confidence():
    page = markdown()
    for rule in read_rules().rules:
        line = next(line for line in page.splitlines() if f"| {rule.id} |" in line)
        assert f"| {rule.confidence} |" in line


def test_json_has_exactly_the_promised_names():
    out = run("CN", "--anchor", "2026-10-06", "--json")
    assert json.loads(out.stdout) == {
        "rule_id": "CN-OPP-TRANSITION",
        "last_day": "2026-12-31",
        "certain_day": "2026-12-31",
        "arguable_day": "2027-01-06",
        "act_by": "2026-12-17",
        "rolled": False,
        "basis": "transition-unclear（商标法（2019）第三十三条／商标法（2026）第三十六条，新法无过渡条款）",
        "calendar": "cn-2026（已核实）",
        "confidence": "待定",
    }


def test_json_is_null_where_there_is_none():
    body = json.loads(run("ru", "--anchor", "2026-10-06", "--json").stdout)
    assert body["last_day"] is body["certain_day"] is body["act_by"] is body["calendar"] is None


def test_people_read_two_sentences():
    lines = run("CN", "--anchor", "2026-07-06").stdout.strip().splitlines()
    assert len(lines) == 2
    assert "2026-10-08" in lines[0] and "已顺延" in lines[0]
    assert "商标法（2019）第三十三条" in lines[1] and "已核实" in lines[1]


@pytest.mark.parametrize(
    "words",
    [
        ("NOPE", "--anchor", "2026-01-06"),
        ("CN", "--anchor", "2026-02-30"),
        ("CN", "--anchor", "20260206"),
        ("CN", "--anchor", "26-02-06"),
        ("CN",),
        ("CN", "--anchor", "2026-01-06", "--transition", "maybe"),
    ],
)
def test_a_bad_question_is_refused_in_two_languages(words):
    out = run(*words)
    assert out.exit_code == 2 and out.stdout == "" and " | " in out.stderr


def test_the_table_by_command():
    assert run("--table").stdout == markdown()


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("EXCLUDE_ANCHOR", "FROM_SOMEWHERE", "start_rule"),
        (",3,M,", ",three,M,", "n"),
        ("2026-09-30", "2026-09-31", "valid_to"),
        ("已核实", "sure", "confidence"),
    ],
)
def test_a_bad_row_names_file_line_and_field(tmp_path, old, new, field):
    shutil.copytree(FOLDER, tmp_path / "rules")
    sheet = tmp_path / "rules" / "opposition.csv"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadSheet) as caught:
        read_rules(tmp_path / "rules")
    assert (caught.value.path.name, caught.value.line, caught.value.field) == ("opposition.csv", 2, field)
    assert "第 2 行" in str(caught.value) and "line 2" in str(caught.value)


def test_an_unknown_topic_of_law_is_refused(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "rules")
    sheet = tmp_path / "rules" / "opposition.csv"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("@opposition", "@oposition"), encoding="utf-8")
    with pytest.raises(ValueError, match="oposition"):
        read_rules(tmp_path / "rules")
