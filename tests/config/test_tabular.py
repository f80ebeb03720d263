"""Tables of every kind and encoding come out as the same rows; a bad row costs only itself."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.tabular import TabularError, read_rows
from config.tabular_row import MAX_CELL

ROWS = [
    {"名称": "郫县豆瓣", "类别": "GI", "备注": "第一行\n第二行"},
    {"名称": "蜀锦", "类别": "GI", "备注": "a,b"},
]


def _csv(delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(ROWS[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(ROWS)
    return out.getvalue()


def _read(path: Path) -> tuple[list[dict[str, str]], list[TabularError]]:
    errors: list[TabularError] = []
    return [row.cells for row in read_rows(path, on_error=errors.append)], errors


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize(
    ("suffix", "delimiter"), [(".csv", ","), (".csv", ";"), (".txt", "\t"), (".tsv", "\t")]
)
def test_delimited_text(tmp_path: Path, encoding: str, suffix: str, delimiter: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(_csv(delimiter).encode(encoding))
    assert _read(path) == (ROWS, [])


def test_line_numbers_are_those_a_person_sees(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('\n名称,备注\n甲,"一\n二"\n\n乙,三\n', encoding="utf-8")
    rows = list(read_rows(path))
    assert [(row.number, row.cells["名称"], row.raw) for row in rows] == [
        (3, "甲", '甲,"一\n二"'),
        (6, "乙", "乙,三"),
    ]


def test_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([])
    sheet.append(["名称", "国际分类", "比例", "是否"])
    sheet.append(["蜀锦", 30, 0.5, True])
    book.create_sheet("第二").append(["名称"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    (row,) = read_rows(path)
    assert row.number == 3
    assert row.cells == {"名称": "蜀锦", "国际分类": "30", "比例": "0.5", "是否": "true"}
    assert list(read_rows(path, sheet="第二")) == []
    with pytest.raises(TabularError, match="没有工作表"):
        list(read_rows(path, sheet="第三"))


def test_json_lines_and_toml_flatten_lists(tmp_path: Path) -> None:
    lines = tmp_path / "a.jsonl"
    lines.write_text(
        '{"text": "甲", "aliases": ["乙", "丙"], "n": 30.0, "none": null}\nnope\n[1]\n', encoding="utf-8"
    )
    rows, errors = _read(lines)
    assert rows == [{"text": "甲", "aliases": "乙\n丙", "n": "30", "none": ""}]
    assert [error.line for error in errors] == [2, 3]
    toml = tmp_path / "a.toml"
    toml.write_text(
        '# note\n[[entries]]\ntext = "甲"\n\n[[entries]]\ntext = "乙"\nnice = [29, 30]\n', encoding="utf-8"
    )
    assert [(row.number, row.cells) for row in read_rows(toml)] == [
        (2, {"text": "甲"}),
        (5, {"text": "乙", "nice": "29\n30"}),
    ]


def test_an_unclosed_quote_costs_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('名称,备注\n甲,"没有结束\n乙,好\n丙,"也好"\n', encoding="utf-8")
    rows, errors = _read(path)
    assert [row["名称"] for row in rows] == ["乙", "丙"]
    assert [(error.line, error.raw) for error in errors] == [(2, '甲,"没有结束')]


def test_one_bad_byte_costs_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    good = "".join(f"甲{n},普通文字若干\n" for n in range(50)).encode()
    path.write_bytes("名称,备注\n".encode() + good + b"\xff\xfe\x80,x\n" + "末,行\n".encode())
    rows, errors = _read(path)
    assert len(rows) == 51
    assert rows[-1] == {"名称": "末", "备注": "行"}
    assert [(error.line, error.raw) for error in errors] == [(52, "\\xff\\xfe\\x80,x")]


def test_too_many_cells_and_too_long_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        f"a,b\n1,2,3\n1,2,,\n{'x' * 3_000_000}\n1,{'y' * (MAX_CELL + 1)}\n7,8\n", encoding="utf-8"
    )
    rows, errors = _read(path)
    assert rows == [{"a": "1", "b": "2"}, {"a": "7", "b": "8"}]
    assert [(error.line, error.field) for error in errors] == [(2, ""), (4, ""), (5, "b")]
    with pytest.raises(TabularError, match="第 2 行"):
        list(read_rows(path))


def test_repeated_and_empty_headers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("别名,别名,,别名\n1,2,3,4\n", encoding="utf-8")
    assert _read(path)[0] == [{"别名": "1", "别名 (2)": "2", "#3": "3", "别名 (3)": "4"}]


@pytest.mark.parametrize("name", ["none.csv", "a.xls", ".", "x.xlsx", "x.toml", "y.toml", "deep.toml"])
def test_a_bad_file_is_one_clear_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"<html>not a workbook</html>")
    (tmp_path / "x.toml").write_text("a = [", encoding="utf-8")
    (tmp_path / "y.toml").write_bytes(b"\xff\xff a")
    (tmp_path / "deep.toml").write_text("a = " + "[" * 100_000, encoding="utf-8")
    with pytest.raises(TabularError) as caught:
        list(read_rows(tmp_path / name))
    assert caught.value.line == 0
    assert caught.value.reason_zh
    assert caught.value.reason_en


def _book(tmp_path: Path, sheet_xml: bytes, extra: dict[str, bytes] | None = None) -> Path:
    path = tmp_path / "bomb.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["名称"])
    book.save(path)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts |= {"xl/worksheets/sheet1.xml": sheet_xml} | (extra or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, body in parts.items():
            new.writestr(name, body)
    return path


_SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r = '99999999'><c><v>1</v></c></row>",
        b'<row r="1"><c r="ZZ1"><v>1</v></c></row>',
        b'<row r="250000"><c r="IV250000"><v>1</v></c></row>',
    ],
)
def test_wide_grids_are_refused_before_opening(tmp_path: Path, cells: bytes) -> None:
    with pytest.raises(TabularError, match="过大"):
        list(read_rows(_book(tmp_path, _SHEET % cells)))


def test_one_long_text_in_many_cells_is_refused_before_opening(tmp_path: Path) -> None:
    table = b"<sst><si><t>a</t></si><si><t>" + b"x" * 90_000 + b"</t></si></sst>"
    shared = {"xl/sharedStrings.xml": table}
    cell = b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>'
    few = b"".join(cell % (n, n, 1 if n == 2 else 0) for n in range(1, 10_000))
    many = b"".join(cell % (n, n, 1) for n in range(1, 10_000))
    assert len(list(read_rows(_book(tmp_path, _SHEET % few, shared)))) == 9_998
    with pytest.raises(TabularError, match="过大"):
        list(read_rows(_book(tmp_path, _SHEET % many, shared)))
    with pytest.raises(TabularError, match="two tables"):
        list(read_rows(_book(tmp_path, _SHEET % few, shared | {"xl/other.xml": table})))


def test_a_workbook_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = _book(tmp_path, _SHEET % b"", {"xl/media/a.bin": b"q" * 50_000})
    content = bytearray(path.read_bytes())
    real = (50_000).to_bytes(4, "little")
    assert real in content
    path.write_bytes(bytes(content).replace(real, (10).to_bytes(4, "little")))
    with pytest.raises(TabularError):
        list(read_rows(path))


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=400), st.sampled_from([".csv", ".jsonl", ".toml", ".xlsx", ".tsv"]))
def test_any_bytes_end_in_rows_or_tabular_errors(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, suffix: str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"a{suffix}"
    path.write_bytes(body)
    try:
        rows, errors = _read(path)
    except TabularError as error:
        rows, errors = [], [error]
    json.dumps([rows, [error.raw for error in errors]], ensure_ascii=False).encode()  # can be stored


def test_jsonl_streams(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1}\n' * 50_000 + "\n", encoding="utf-8")
    rows = read_rows(path)
    assert next(rows).number == 1
    assert sum(1 for _ in rows) == 49_999
