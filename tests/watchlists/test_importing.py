"""Good rows are taken, bad ones named; entries + rejects = rows whatever the file holds."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.tabular import TabularError, read_rows
from watchlists.categories import load_categories
from watchlists.importing import Import, import_file
from watchlists.rejects import write_rejects

CATEGORIES = load_categories()
FULL = {
    "监测对象": "某某豆瓣",
    "类别（必填）": "地标",
    "英文名": "Moumou Douban",
    "拼音": "moumou douban",
    "俗称": "某豆瓣；小某",
    "尼斯分类": "第30类、29",
    "类似群": "3016|2901",
    "商品": "豆瓣酱\n调味品",
    "权利人": "成都某某协会",
    "统一社会信用代码": "91510107MA00DEM06A",
    "产地": "成都市郫都区",
    "授权使用人": "甲厂、Example Foods Co., Ltd.",
    "授权店铺": "某某旗舰店",
    "注册号": "PGI-CN-0001",
    "国家": "中国、欧盟",
    "区（市）县": "郫都区",
    "产业功能区": "川菜产业园",
    "接收邮箱": "ip@Example.COM",
    "参考价": "¥1,299.50",
    "注册日期": "2019年8月7日",
    "状态": "启用",
    "每月不超过": "4",
    "核实程度": "已核实",
    "备注": "=HYPERLINK(1)",
}


def _file(tmp_path: Path, *rows: dict[str, str], name: str = "a.csv", encoding: str = "utf-8-sig") -> Path:
    path = tmp_path / name
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def _take(path: Path, **options: object) -> Import:
    taken = import_file(path, categories=CATEGORIES, **options)  # type: ignore[arg-type]
    assert taken.rows == len(taken.entries) + len(taken.rejects)
    return taken


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_full_row(tmp_path: Path, encoding: str) -> None:
    (entry,) = _take(_file(tmp_path, FULL, encoding=encoding)).entries
    assert entry.category == "GI"
    assert entry.aliases == ("Moumou Douban", "moumou douban", "某豆瓣", "小某")
    assert entry.nice_classes == (29, 30)
    assert entry.similar_groups == ("2901", "3016")
    assert entry.goods == ("豆瓣酱", "调味品")
    assert entry.owner_uscc == "91510107MA00DEM06A"
    assert entry.authorised_users == ("甲厂", "Example Foods Co., Ltd.")
    assert entry.jurisdictions == ("CN", "EM")
    assert (entry.district, entry.zone) == ("郫都区", "川菜产业园")
    assert entry.receiver == "ip@example.com"
    assert entry.price_reference == Decimal("1299.50")
    assert entry.registered_on == date(2019, 8, 7)
    assert (entry.status, entry.monthly_budget, entry.confidence) == ("active", 4, "已核实")
    assert entry.note == "=HYPERLINK(1)"  # text stays text


def test_the_same_right_gets_the_same_id_from_every_kind_of_file(tmp_path: Path) -> None:
    row = {"mark": "某某豆瓣", "category": "GI", "owner": "四川省成都某某食品有限公司"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    toml = "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in row.items())
    (tmp_path / "a.toml").write_text(f"[[entries]]\n{toml}\n", encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.append(list(row))
    book.active.append(list(row.values()))
    book.save(tmp_path / "a.xlsx")
    _file(tmp_path, row)
    other = _file(tmp_path, row | {"owner": "成都某某食品有限责任公司"}, name="b.csv")  # the same party
    files = (tmp_path / "a.jsonl", tmp_path / "a.toml", tmp_path / "a.xlsx", tmp_path / "a.csv", other)
    ids = {_take(path).entries[0].id for path in files}
    assert len(ids) == 1
    assert ids.pop().startswith("gi-")


BAD = [
    ("监测对象", "", "不能为空", ""),
    ("监测对象", "长" * 101, "过长", "≤ 100"),
    ("类别（必填）", "30", "国际分类", "GI"),
    ("类别（必填）", "", "不能为空", ""),
    ("尼斯分类", "30、46", "尼斯分类", "30"),
    ("类似群", "4601", "类似群", "3016"),
    ("统一社会信用代码", "91510107MA00DEM06B", "校验码", "91510107MA00DEM06A"),
    ("接收邮箱", "ip@example", "邮箱", "ip@example.com"),
    ("参考价", "免费", "参考价", "128.00"),
    ("注册日期", "2019-02-30", "日期", "2019-08-07"),
    ("状态", "随便", "状态", "启用"),
    ("国家", "火星", "国家", "CN"),
    ("每月不超过", "-1", "整数", "10"),
    ("核实程度", "大概", "核实", "未核实"),
]


@pytest.mark.parametrize(("column", "value", "wrong", "right"), BAD)
def test_a_bad_cell_is_named_and_costs_one_row(
    tmp_path: Path, column: str, value: str, wrong: str, right: str
) -> None:
    taken = _take(_file(tmp_path, FULL | {column: value}, FULL | {"监测对象": "别的"}))
    (reject,) = taken.rejects
    assert [entry.text for entry in taken.entries] == ["别的"]
    assert (reject.file, reject.line, reject.column) == ("a.csv", 2, column)
    assert wrong in reject.problems[0].wrong_zh
    assert reject.problems[0].wrong_en
    assert right in reject.problems[0].right


def test_all_problems_of_a_row_are_told_at_once(tmp_path: Path) -> None:
    (reject,) = _take(_file(tmp_path, FULL | {"尼斯分类": "99", "接收邮箱": "x", "类似群": "1"})).rejects
    assert [problem.column for problem in reject.problems] == ["尼斯分类", "类似群", "接收邮箱"]


@pytest.mark.parametrize(
    "address",
    [
        "a b@example.com", "a@b@example.com", "甲@example.com", "a@例.com", "a@exa_mple.com",
        "<a@example.com>", "a@example.com\nBcc: b@example.com", "a@[127.0.0.1]", "a@127.0.0.1",
        ".a@example.com", "a..b@example.com", "a@-example.com", "a@example..com", "@example.com", "a@",
        f"{'a' * 65}@example.com", f"a@{'b' * 64}.com", "a@example.com,b@example.com", '"a"@example.com',
        "a@example.com.",
    ],
)  # fmt: skip
def test_only_a_plain_address_may_receive(tmp_path: Path, address: str) -> None:
    taken = _take(_file(tmp_path, FULL | {"接收邮箱": address}))
    assert [reject.column for reject in taken.rejects] == ["接收邮箱"]


def test_numbers_by_category_and_office(tmp_path: Path) -> None:
    rows = [
        {"名称": "一种方法", "类别": "核心专利", "专利号": "ZL201110269715.3、CN112345678A", "国家": ""},
        {"名称": "另一方法", "类别": "CP", "专利号": "201110269715.4", "国家": ""},
        {"名称": "某标", "类别": "TM", "专利号": "第03110256号、US:97123456", "国家": "CN、US"},
        {"名称": "他标", "类别": "TM", "专利号": "98765432", "国家": "美国"},
        {"名称": "错标", "类别": "TM", "专利号": "ABC", "国家": ""},
    ]
    taken = _take(_file(tmp_path, *rows))
    assert [entry.registrations for entry in taken.entries] == [
        ("201110269715.3", "CN112345678A"),
        ("3110256", "US:97123456"),
        ("98765432",),
    ]
    assert [(reject.line, reject.problems[0].right) for reject in taken.rejects] == [
        (3, "201110269715.3"),
        (6, "3110256"),
    ]


def test_a_secret_needs_its_owner_and_the_owners_mailbox(tmp_path: Path) -> None:
    secret = {"名称": "青松计划", "类别": "商业秘密", "权利人": "成都某某有限公司", "邮箱": "a@example.com"}
    taken = _take(
        _file(tmp_path, secret, secret | {"名称": "甲", "邮箱": ""}, secret | {"名称": "乙", "权利人": ""})
    )
    assert [entry.tenant for entry in taken.entries] == ["某某"]
    assert [reject.problems[0].column for reject in taken.rejects] == ["邮箱", "tenant"]


def test_duplicates(tmp_path: Path) -> None:
    row = {"名称": "某某豆瓣", "类别": "GI", "权利人": "成都某某有限公司"}
    path = _file(tmp_path, row, row | {"名称": "某某 豆瓣"}, row | {"权利人": "重庆别家有限公司"})
    taken = _take(path)
    assert len(taken.entries) == 2
    assert "第 2 行" in taken.rejects[0].problems[0].wrong_zh
    again = _take(path, known_ids={entry.id for entry in taken.entries})
    assert again.known == 2  # a known entry is updated, not refused
    assert again.entries == taken.entries


def test_notices_do_not_reject(tmp_path: Path) -> None:
    rows = [
        {"名称": "食品", "类别": "TM", "权利人": "甲公司", "地区": ""},
        {"名称": "某某", "类别": "FB", "权利人": "", "地区": ""},
        {"名称": "某某豆瓣", "类别": "GI", "权利人": "乙协会", "地区": "四川成都"},
        {"名称": "某某豆瓣王", "类别": "GI", "权利人": "乙协会", "地区": "郫县"},
    ]
    taken = _take(_file(tmp_path, *rows))
    assert len(taken.entries) == 4
    said = [(notice.line, notice.zh[:6]) for notice in taken.notices]
    assert said == [(2, "“食品”过短"), (3, "缺权利人，无"), (3, "请补充外文名"), (4, "产地请写到县")]


def test_the_category_may_stand_outside_the_file(tmp_path: Path) -> None:
    path = _file(tmp_path, {"商标名称": "某某", "国际分类": "30"})
    assert [entry.category for entry in _take(path, category="老字号").entries] == ["LZH"]
    assert _take(path).rejects[0].problems[0].column == "category"
    with pytest.raises(ValueError, match="类别不认识"):
        _take(path, category="别的")


def test_a_file_without_marks_is_refused_as_a_whole(tmp_path: Path) -> None:
    with pytest.raises(TabularError, match="找不到“监测对象”"):
        _take(_file(tmp_path, {"甲": "1", "乙": "2"}))


def test_unknown_columns_are_reported(tmp_path: Path) -> None:
    assert _take(_file(tmp_path, FULL | {"颜色": "红", "序号": "1"})).unknown_columns == ("颜色",)


def test_rejects_can_be_corrected_and_taken_again(tmp_path: Path) -> None:
    hostile = {
        "监测对象": "=cmd|' /C calc'!A0",
        "备注": "@SUM(1)\n二",
        "授权店铺": "\t=1+1",
        "尼斯分类": "99",
    }
    taken = _take(_file(tmp_path, FULL | hostile, FULL | {"监测对象": "好"}))
    assert write_rejects(taken, tmp_path / "rejects.csv") == 1
    (row,) = read_rows(tmp_path / "rejects.csv")
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row.cells.values())
    assert "尼斯分类" in row.cells["错误"]
    text = (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "fixed.csv").write_text(text.replace("99", "30"), encoding="utf-8-sig")
    (entry,) = _take(tmp_path / "fixed.csv").entries
    assert (entry.text, entry.note, entry.authorised_sellers) == (
        hostile["监测对象"],
        "@SUM(1) 二",
        ("=1+1",),
    )


def test_an_unreadable_row_is_written_raw(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称,类别\n某某,TM\n=甲,TM,多,余\n", encoding="utf-8")
    taken = _take(path)
    assert (len(taken.entries), taken.rejects[0].line) == (1, 3)
    write_rejects(taken, tmp_path / "r.csv")
    (row,) = read_rows(tmp_path / "r.csv")
    assert row.cells["原始行"] == "'=甲,TM,多,余"


def test_invisible_characters_do_not_survive(tmp_path: Path) -> None:
    row = {"名称": "某\u202e某\u200b\r\nBcc: x\x00", "类别": "TM", "权利人": "甲"}
    (entry,) = _take(_file(tmp_path, row)).entries
    assert entry.text == "某某 Bcc: x"


_CELL = st.text(alphabet="名称类别GI,\"'\n\r\t;=某30、@", max_size=12)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.lists(_CELL, min_size=1, max_size=5), max_size=8), st.binary(max_size=40))
def test_every_row_has_one_outcome(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], noise: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "a.csv"
    body = "名称,类别,国际分类\n某某,TM,30\n" + "\n".join(",".join(row) for row in rows) + "\n"
    path.write_bytes(body.encode() + noise)
    seen = []
    readable = [row.number for row in read_rows(path, on_error=lambda error: seen.append(error.line))]
    taken = _take(path)
    assert sorted([*taken.lines, *(reject.line for reject in taken.rejects)]) == sorted(readable + seen)
    write_rejects(taken, path.with_name("r.csv"))
    assert len(list(read_rows(path.with_name("r.csv")))) == len(taken.rejects)


def test_a_lost_row_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seeded fault: an importer that swallows unreadable rows breaks the count above."""
    path = tmp_path / "a.csv"
    path.write_bytes("名称,类别\n某某,TM\n".encode() + b"\xff\xfe,TM\n")
    assert _take(path).rows == 2
    monkeypatch.setattr("watchlists.importing._Taking.unreadable", lambda self, error: None)
    assert _take(path).rows == 1
