"""Party names compare by their core; doubt means different parties."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchlists.names import core_name, same_party


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("四川新希望集团有限公司", "新希望"),
        ("新希望集团", "新希望"),
        ("成都天味（集团）有限公司", "天味"),
        ("西门子(中国) 有限公司", "西门子"),
        ("成都市武侯区老妈火锅店（个体工商户）", "老妈火锅店"),
        ("株式会社伊藤洋华堂", "伊藤洋华堂"),
        ("成都银行股份有限公司", "成都银行"),
        ("成都市饮食公司", "成都饮食"),
        ("四川省郫县豆瓣股份有限公司", "郫县豆瓣"),
        ("广安门医院", "广安门医院"),
        ("中国石油天然气股份有限公司", "中国石油天然气"),
        ("Siemens AG", "siemens"),
        ("SIEMENS (China) Co., Ltd.", "siemens"),
        ("L’Oréal S.A.", "loreal"),
        ("Robert Bosch GmbH & Co. KG", "robert bosch"),
        ("The Coca-Cola Company", "coca cola"),
        ("有限公司", "有限公司"),
        ("Ltd.", "ltd"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_core_name(name: str, core: str) -> None:
    assert core_name(name) == core


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("四川新希望集团有限公司", "新希望集团有限公司"),
        ("通威集团有限公司", "通威股份有限公司"),
        ("成都市饮食公司", "成都饮食公司"),
        ("西门子（中国）有限公司", "西门子股份公司"),
        ("Siemens Aktiengesellschaft", "SIEMENS AKTIENGESELLSCHAFT"),
        ("Intel Corporation", "INTEL CORP."),
        ("四川省成都市某某食品有限公司", "成都某某食品有限责任公司"),
        ("张三", "张 三"),
    ],
)
def test_the_same_party(a: str, b: str) -> None:
    assert same_party(a, b)
    assert same_party(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("成都银行股份有限公司", "青岛银行股份有限公司"),
        ("四川航空股份有限公司", "山东航空股份有限公司"),
        ("成都某某食品有限公司", "重庆某某食品有限公司"),  # the regions exclude each other
        ("张三", "张三有限公司"),  # a person and a company
        ("新希望乳业股份有限公司", "新希望集团有限公司"),
        ("有限公司", "股份有限公司"),
        ("", ""),
        ("四川省", "成都市"),
        ("大英百科有限公司", "百科有限公司"),
    ],
)
def test_different_parties(a: str, b: str) -> None:
    assert not same_party(a, b)
    assert not same_party(b, a)


_NAMES = st.text(
    alphabet="四川省成都市郫县新希望银行有限责任公司股份集团（中国）()AcoLTD.& é\u200b", max_size=25
) | st.text(max_size=20)


@settings(deadline=None, max_examples=400)
@given(_NAMES)
def test_a_core_has_no_further_core(name: str) -> None:
    core = core_name(name)
    assert core_name(core) == core
    assert len(core) <= 1000


@settings(deadline=None, max_examples=300)
@given(_NAMES, _NAMES)
def test_sameness_goes_both_ways(a: str, b: str) -> None:
    assert same_party(a, b) == same_party(b, a)
    assert same_party(a, a) == bool(core_name(a))


def test_hostile_names_end_quickly() -> None:
    for name in ("公司" * 50_000, "（" * 50_000, "四川" * 50_000, "a." * 50_000, "有限" * 40_000 + "公司"):
        core_name(name)
