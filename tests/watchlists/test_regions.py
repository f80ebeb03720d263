"""Counties of Sichuan are known by present and old names; what is not said stays unknown."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchlists.regions import Place, _table, county_of, places, same_county, short_name, within

SHARED = Path(__file__).parents[3] / "shared" / "data" / "admin_divisions"


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("四川省成都市郫都区安德镇", "郫都区"),
        ("郫县", "郫都区"),
        ("成都 郫县", "郫都区"),
        ("彭县", "彭州市"),
        ("灌县", "都江堰市"),
        ("崇庆", "崇州市"),
        ("双流县", "双流区"),
        ("新津县", "新津区"),
        ("峨眉山茶", "峨眉山市"),
        ("乐山市市中区", "乐山市市中区"),
        ("内江市中区", "内江市市中区"),
        ("甘孜州康定", "康定市"),
        ("四川 白玉", "白玉县"),
        ("南充市南部县", "南部县"),
        ("产地：安岳", "安岳县"),
    ],
)
def test_county_of(text: str, county: str) -> None:
    assert county_of(text) == county


@pytest.mark.parametrize(
    "text",
    [
        "",
        "成都",
        "市中区",
        "白玉翡翠",
        "南部",
        "蒲江县、邛崃市",
        "上海长宁区",
        "重庆九龙坡",
        "北海道",
        "成都路",
    ],
)
def test_no_county_is_guessed(text: str) -> None:
    assert county_of(text) is None


def test_jianyang_belongs_to_chengdu() -> None:
    assert places("简阳") == (Place("四川省", "成都市", "简阳市"),)


def test_same_county_under_two_names() -> None:
    assert same_county("郫县豆瓣", "成都市郫都区")
    assert not same_county("成都", "成都")  # no county is said
    assert not same_county("蒲江县", "邛崃市")


@pytest.mark.parametrize(
    ("origin", "region", "verdict"),
    [
        ("四川成都郫县", "郫都区", True),
        ("四川省成都市", "四川", True),
        ("四川成都", "郫都区", None),
        ("四川", "成都", None),
        ("重庆", "郫都区", False),
        ("四川德阳什邡", "成都", False),
        ("广东省深圳市南山区", "四川安岳", False),
        ("日本北海道", "四川", False),
        ("邛崃", "蒲江县、邛崃市", True),
        ("眉山市", "蒲江县、邛崃市", False),
        ("成都、重庆", "成都", None),
        ("", "成都", None),
        ("保税仓", "成都", None),
        ("成都", "", None),
        ("吉林吉林", "吉林市", True),
        ("海南三亚", "青海", False),
    ],
)
def test_within(origin: str, region: str, verdict: bool | None) -> None:
    assert within(origin, region) is verdict


def test_the_table_has_all_183_counties_once() -> None:
    rows = list(_table("counties_sichuan.csv"))
    assert len(rows) == len({row["code"] for row in rows}) == len({row["name"] for row in rows}) == 183
    assert {county_of(row["name"]) for row in rows} == {row["name"] for row in rows}
    assert all(county_of(f"四川{short_name(row['prefecture'])}{row['name']}") == row["name"] for row in rows)


def test_tables_agree_with_an_independent_listing() -> None:
    if not SHARED.exists():
        pytest.skip("../shared/data/admin_divisions is absent")
    with (SHARED / "areas.csv").open(encoding="utf-8") as file:
        listed = {row["code"]: row["name"] for row in csv.DictReader(file) if row["provinceCode"] == "51"}
    ours = {
        row["code"]: row["name"].removeprefix(row["prefecture"]) for row in _table("counties_sichuan.csv")
    }
    assert ours == listed


@settings(deadline=None)
@given(st.text(alphabet="四川省成都市郫县区州北京海南 、白玉", max_size=30), st.text(max_size=10))
def test_within_is_never_true_and_false_at_once(origin: str, region: str) -> None:
    verdict = within(origin, origin)
    assert verdict in (True, None)
    assert within(origin, region) in (True, False, None)
