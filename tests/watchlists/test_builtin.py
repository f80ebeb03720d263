"""Every built-in row validates, says where it comes from, and keeps clear of the known traps."""

from __future__ import annotations

import re

import pytest

from watchlists.builtin import _read, list_names, load_builtin
from watchlists.regions import county_of, places, within

VERIFIED_GI = {"郫县豆瓣", "新津韭黄", "简阳羊肉", "五粮液", "剑南春酒"}
ENTRIES = load_builtin()


def test_there_are_enough_of_each_kind() -> None:
    counts = {name: len(_read(name).entries) for name in list_names()}
    assert set(counts) == {"gi_sichuan", "lzh_chengdu", "wkm_chengdu", "brands_chengdu", "fb_chengdu"}
    assert counts["gi_sichuan"] >= 100
    assert counts["lzh_chengdu"] >= 60
    assert counts["wkm_chengdu"] + counts["brands_chengdu"] >= 40
    assert counts["fb_chengdu"] >= 40
    assert len(ENTRIES) == sum(counts.values()) >= 240


def test_ids_are_unique_over_all_lists_and_columns_known() -> None:
    assert len({entry.id for entry in ENTRIES}) == len(ENTRIES)
    assert all(not _read(name).unknown_columns for name in list_names())


def test_every_row_names_source_and_confidence() -> None:
    assert all(entry.source and entry.confidence in ("已核实", "未核实") for entry in ENTRIES)
    verified = {entry.text for entry in ENTRIES if entry.category == "GI" and entry.confidence == "已核实"}
    assert verified == VERIFIED_GI
    assert {entry.confidence for entry in ENTRIES if entry.category in ("WKM", "TM", "FB")} == {"未核实"}


def test_every_gi_lies_in_sichuan_and_most_name_their_county() -> None:
    gis = load_builtin(["gi_sichuan"])
    assert all(within(entry.region, "四川省") for entry in gis)
    assert sum(county_of(entry.region) is not None for entry in gis) >= 0.85 * len(gis)
    assert all(entry.nice_classes and entry.goods and entry.aliases for entry in gis)


def test_a_foreign_brand_has_a_chinese_and_a_latin_form() -> None:
    for entry in load_builtin(["fb_chengdu"]):
        forms = " ".join((entry.text, *entry.aliases))
        assert re.search(r"[\u4e00-\u9fff]", forms), entry.text
        assert re.search(r"[A-Za-z]{2}", forms), entry.text


def test_traps() -> None:
    by_text = {(entry.category, entry.text): entry for entry in ENTRIES}
    assert places(by_text["GI", "松林桃"].region)[0].prefecture == "德阳市"
    assert "竹叶青" not in {text for category, text in by_text if category == "GI"}
    assert by_text["LZH", "酒鬼"].status == "paused"  # needs its owner and class first
    assert "郫都豆瓣" in by_text["GI", "郫县豆瓣"].aliases
    assert "彭州黄鸡" in by_text["GI", "彭县黄鸡"].aliases


def test_an_active_row_without_classes_is_paused() -> None:
    bare = [entry.text for entry in ENTRIES if not entry.nice_classes and entry.status == "active"]
    assert bare == []


def test_unknown_list() -> None:
    with pytest.raises(KeyError, match="gi_sichuan"):
        load_builtin(["nope"])
    assert load_builtin([]) == ()
