"""`zhiwei watch`: good rows go in, bad ones into a reject file; a dry run writes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from monitor.cli.watch import app

ROWS = """监测对象,类别,国际分类,权利人,颜色
某某豆瓣,GI,30,成都某某协会,红
坏行,GI,99,甲,蓝
\x1b[31m恶意,没有,1,甲,绿
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "zhiwei.toml").write_text("builtin_lists = false\n", encoding="utf-8")
    (tmp_path / "list.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def _run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--home", str(home)])


def test_import_takes_the_good_and_writes_the_bad(home: Path) -> None:
    result = _run(home, "import", str(home / "list.csv"))
    assert result.exit_code == 0, result.output
    assert "3 行 = 可收 1 + 退回 2" in result.output
    assert "新增 1" in result.output
    assert "颜色" in result.output
    assert "第 3 行：「国际分类」“99”" in result.output
    assert "\x1b" not in result.output
    assert (home / "list-退回.csv").exists()
    again = _run(home, "import", str(home / "list.csv"), "--json")
    counts = json.loads(again.output)
    assert (counts["rows"], counts["entries"], counts["rejected"], counts["same"]) == (3, 1, 2, 1)
    assert counts["reject_file"].endswith("list-退回.csv")


def test_check_writes_nothing(home: Path) -> None:
    result = _run(home, "check", str(home / "list.csv"))
    assert result.exit_code == 1
    assert "可收 1 + 退回 2" in result.output
    assert not (home / "list-退回.csv").exists()
    assert "共 0 个监测对象" in _run(home, "list").output


def test_list(home: Path) -> None:
    _run(home, "import", str(home / "list.csv"))
    assert "某某豆瓣\t30\t启用\t成都某某协会" in _run(home, "list").output
    assert "共 0 个" in _run(home, "list", "--category", "老字号").output
    (line,) = _run(home, "list", "--json").output.splitlines()
    assert json.loads(line)["version"] == 1


def test_a_category_of_the_installation(home: Path) -> None:
    (home / "categories.toml").write_text('[ICH]\nzh = "非遗"\nen = "Heritage"\n', encoding="utf-8")
    (home / "ich.csv").write_text("名称\n某某技艺\n", encoding="utf-8")
    assert (
        _run(home, "import", str(home / "ich.csv"), "--category", "非遗", "--tenant", "某单位").exit_code == 0
    )
    (line,) = _run(home, "list", "--category", "ICH", "--json").output.splitlines()
    assert json.loads(line)["tenant"] == "某单位"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "nope.csv"), "无法读取"),
        (("import", "list.csv", "--category", "别的"), "类别不认识"),
        (("check", "zhiwei.toml"), "[[entries]]"),
    ],
)
def test_what_cannot_work_is_one_sentence(home: Path, words: tuple[str, ...], said: str) -> None:
    command, file, *rest = words
    result = _run(home, command, str(home / file), *rest)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


def test_nothing_taken_is_a_failure(home: Path) -> None:
    (home / "bad.csv").write_text("名称,类别\n,GI\n", encoding="utf-8")
    assert _run(home, "import", str(home / "bad.csv"), "--rejects", str(home / "r.csv")).exit_code == 1
    assert (home / "r.csv").exists()
