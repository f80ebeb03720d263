"""Boundaries, rarity, weak words, places and parties, each by its own small cases."""

from __future__ import annotations

import pytest

from crawlers.records import Filing, Listing
from monitor.matching import rarity, scope
from monitor.matching.parties import from_area, is_genuine_seller, is_own
from monitor.matching.places import area_of, places_in
from monitor.matching.text import Dictionary, cut_margin, is_ordinary_word
from monitor.matching.weak import weak_mask
from watchlists.entries import WatchEntry


@pytest.mark.parametrize(
    ("hit", "text", "cut"),
    [
        ("郎酒", "新郎酒店", True),
        ("蒙牛", "内蒙牛肉干", True),
        ("宜家", "美宜家瓷砖", False),
        ("古井", "琴台古井", False),
    ],
)
def test_a_hit_across_words_is_told_from_a_word(hit, text, cut):
    at = text.index(hit)
    assert (cut_margin(text, at, at + len(hit)) > 2) == cut


def test_a_dictionary_version_knows_its_marks(tmp_path):
    assert "喜茶青" in Dictionary(("喜茶青",), tmp_path).words("好喝的喜茶青")


def test_brands_are_no_ordinary_words():
    assert is_ordinary_word("小米") and is_ordinary_word("英雄")
    assert not is_ordinary_word("海尔") and not is_ordinary_word("青城雪芽")


def test_rarity_orders_as_people_would():
    assert rarity.run_bits("动力") < rarity.run_bits("喜茶")
    assert rarity.word_bits("the") < rarity.word_bits("focus") < rarity.word_bits("veldorin")
    assert rarity.run_bits("同仁堂") > rarity.run_bits("科技")


def test_weak_words_depend_on_the_class():
    assert weak_mask("木牙火锅", (43,)) == (False, False, True, True)
    assert weak_mask("木牙火锅", (9,)) == (False, False, False, False)
    assert not any(weak_mask("科技", ()))


def test_old_place_names_stand_for_the_new():
    assert {"郫县", "郫都"} <= area_of("四川成都郫县")
    assert places_in("四川成都") == {"四川", "成都"}


GI = WatchEntry(
    id="g",
    category="GI",
    text="郫县豆瓣",
    nice_classes=(30,),
    region="四川成都郫都",
    owner="郫县食品工业协会",
)


@pytest.mark.parametrize(
    ("seller", "origin", "inside"),
    [
        ("成都市郫都区锦源厂", "四川成都", True),
        ("临沂味源厂", "山东临沂", False),
        ("味源小店", "四川成都", None),
        ("味源小店", "", None),
    ],
)
def test_origin_is_judged_at_county_level(seller, origin, inside):
    listing = Listing(source="s", native_id="1", text="郫县豆瓣 500g", seller=seller, origin=origin)
    assert from_area(GI, listing) is inside


def test_unknown_parties_are_not_the_same_party():
    entry = WatchEntry(id="w", category="TM", text="x", owner="not stated")
    assert not is_own(entry, Filing(source="s", native_id="1", text="x", applicant="(not stated)"))
    entry = entry.model_copy(update={"owner": "甲乙丙有限公司", "owner_aliases": ("甲乙丙集团",)})
    assert is_own(entry, Filing(source="s", native_id="1", text="x", applicant="甲乙丙集团"))


def test_an_official_shop_needs_the_name_and_the_word():
    entry = WatchEntry(id="w", category="WKM", text="苍岭狐", owner="浙江苍岭狐服饰有限公司")
    assert is_genuine_seller(entry, "苍岭狐官方旗舰店")
    assert not is_genuine_seller(entry, "洗护旗舰店")
    assert not is_genuine_seller(entry, "苍岭狐批发")


def test_nearer_goods_are_worth_more():
    steps = [scope.STEPS[kind] for kind in ("same class", "related", "unknown", "other")]
    assert steps == sorted(steps, reverse=True)
    shares = {25: 0.08, 33: 0.03}
    assert scope.bits("same class", (33,), shares) > scope.bits("same class", (25,), shares) > 0
    assert scope.relation((29,), (30,)) == "related"
    assert scope.relation((), (30,)) == "unknown"
    assert scope.relation((9,), (30,), ("0901",), ("0901",)) == "same group"
