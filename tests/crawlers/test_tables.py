"""The table importer and its TOML: any header, any of the usual encodings, every mistake with its place."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from crawlers.declaration import DeclarationError, load
from crawlers.feeds.table import Mapping
from crawlers.outcome import RECORD_TYPES, Notes, Outcome, Rejected
from crawlers.reading.values import BadValue, amount, count, day
from crawlers.records import Filing, Listing
from crawlers.registry import UnknownSource, find_declaration, find_feed, find_source

HEAD = '[source]\nname = "mine"\ntitle_zh = "我的"\npublisher = "我"\nkind = "drop"\ngrade = "C"\nlast_checked = 2026-11-24\n'


def read(feed: str, file: Path, config: Path | None = None) -> list[Outcome]:
    return list(find_feed(feed, config).read(file, Notes()))


def test_the_same_table_in_every_form_gives_the_same_records(tmp_path: Path) -> None:
    rows = [["商标名称", "申请号", "国际分类", "申请日期"], ["郫县豆辫", "999300001", "30", "2026-01-05"]]
    text = "\n".join(",".join(row) for row in rows) + "\n"
    book = Workbook()
    for row in rows:
        book.active.append([int(c) if c.isdecimal() else c for c in row])  # numbers as numbers
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "b.csv").write_text(text, encoding="utf-8")
    (tmp_path / "c.csv").write_text(text, encoding="utf-8-sig")
    (tmp_path / "d.csv").write_text(text, encoding="gb18030")
    (tmp_path / "e.jsonl").write_text(json.dumps(dict(zip(*rows, strict=True))), encoding="utf-8")
    found = [read("filings_table", file) for file in sorted(tmp_path.iterdir())]
    assert len(found) == 5 and all(outcomes == found[0] for outcomes in found)
    (filing,) = found[0]
    assert isinstance(filing, Filing) and filing.filed_on == date(2026, 1, 5) and filing.nice_classes == (30,)


def test_a_table_without_its_required_column_is_refused_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("名字,申请号\n甲,999300001\n乙,999300002\n", encoding="utf-8")
    (bad,) = read("filings_table", file)
    assert isinstance(bad, Rejected) and bad.line == 1
    assert "缺少必需的列" in bad.reason_zh and "商标名称" in bad.reason_zh and "商标名称" in bad.reason_en


def test_inputs_are_records_and_rejections(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    lines = [
        '{"标题":"伞","价格":"9.9"}',
        "not json",
        '{"标题":"","价格":"1"}',
        '{"标题":"杯","价格":"一元"}',
        "[]",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    outcomes = read("listings_table", file)
    assert len(outcomes) == len(lines)
    assert [type(o).__name__ for o in outcomes] == ["Listing", "Rejected", "Rejected", "Listing", "Rejected"]
    assert [o.line for o in outcomes if isinstance(o, Rejected)] == [2, 3, 5]


def test_the_same_row_twice_is_one_record_and_another_shop_is_another(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("标题,店铺\n雨伞,甲店\n雨伞,甲店\n雨伞,乙店\n", encoding="utf-8")
    ids = [o.record_id for o in read("listings_table", file) if isinstance(o, RECORD_TYPES)]
    assert ids[0] == ids[1] != ids[2]


def test_an_operators_own_headers_need_only_a_toml(tmp_path: Path) -> None:
    config, file = tmp_path / "mine.toml", tmp_path / "x.csv"
    config.write_text(
        f'feed = "table"\n{HEAD}[record]\nkind = "listing"\ndate_format = "%d.%m.%Y"\n[columns]\n'
        'text = "品名"\nprice = "金额"\nevent_on = "日子"\n[extra]\nbatch = "批次"\n[constants]\nplatform = "夜市"\n',
        encoding="utf-8",
    )
    file.write_text("品名,金额,日子,批次\n茶叶,￥58,24.11.2026,七\n", encoding="utf-8")
    (tea,) = read("mine", file, config)
    assert isinstance(tea, Listing)
    assert (tea.text, tea.price, tea.event_on, tea.platform) == (
        "茶叶",
        Decimal(58),
        date(2026, 11, 24),
        "夜市",
    )
    assert tea.extra == {"batch": "七"} and tea.source == "mine"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("feed =", "TOML"),
        (HEAD, "feed 或 spider"),
        (f'feed = "table"\n{HEAD.replace("drop", "push")}', "kind"),
        (f'feed = "table"\n{HEAD}[record]\nkind = "song"\n', "kind 未知"),
        (f'feed = "table"\n{HEAD}[record]\nkind = "filing"\n[columns]\ntune = "x"\n', "tune"),
        (f'feed = "table"\n{HEAD}[record]\nkind = "filing"\n[events]\n"申请" = "sung"\n', "sung"),
        (f'feed = "table"\nrecord = 3\n{HEAD}', "record"),
        (f'feed = "table"\n{HEAD}extra_key = 1\n', "extra_key"),
        (f'feed = "table"\n{HEAD}[expect]\nmin_records = -1\n', "min_records"),
    ],
)
def test_a_wrong_source_file_says_where(tmp_path: Path, text: str, words: str) -> None:
    config = tmp_path / "mine.toml"
    config.write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationError, match=words) as error:
        Mapping.of(load(config))
    assert "mine.toml" in str(error.value)


def test_names_that_are_not_there() -> None:
    with pytest.raises(UnknownSource, match="python -m crawlers list"):
        find_feed("nowhere")
    with pytest.raises(UnknownSource, match="导入格式"):
        find_feed("demo_shop")  # a website, not a file
    assert find_source("nowhere") is None


def test_a_config_for_another_source_is_refused(tmp_path: Path) -> None:
    config = tmp_path / "mine.toml"
    config.write_text(f'feed = "table"\n{HEAD}', encoding="utf-8")
    with pytest.raises(UnknownSource, match="mine"):
        find_declaration("other", config)


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("¥1,299.00起", "1299.00"),
        ("59-89元", "59"),
        ("1.5万", "15000.0"),
        ("面议", None),
        ("", None),
        ("￥ 9", "9"),
    ],
)
def test_prices(text: str, price: str | None) -> None:
    assert amount("price", text) == (None if price is None else Decimal(price))


def test_counts_and_days() -> None:
    assert count("sales", "1.2万+人付款") == 12_000 and count("sales", "无") is None
    assert day("d", "2026年11月3日") == day("d", "20261103") == day("d", "2026/11/3") == date(2026, 11, 3)
    assert day("d", "0") is None and day("d", "00000000") is None
    for wrong in ("2026-02-30", "明天", "20261301", "11/03/2026"):
        with pytest.raises(BadValue):
            day("d", wrong)
