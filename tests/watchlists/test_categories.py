"""The six categories and an enterprise's own mark are declared with their rules; an operator can add one."""

from __future__ import annotations

from pathlib import Path

import pytest

from watchlists.categories import CategoryError, load_categories


def test_the_six_and_the_ordinary_mark() -> None:
    assert [(c.code, c.zh) for c in load_categories().all] == [
        ("WKM", "驰名商标"),
        ("GI", "地理标志"),
        ("LZH", "老字号"),
        ("FB", "在蓉外商知名品牌"),
        ("CP", "核心专利"),
        ("TS", "商业秘密"),
        ("TM", "普通商标"),
    ]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("驰名", "WKM"),
        ("外商知名品牌", "FB"),
        ("ｇｉ", "GI"),
        ("Well-Known Mark", "WKM"),
        (" 重点企业 核心专利 ", "CP"),
        ("trade secret", "TS"),
        ("外国品牌", "FB"),
        ("普通商标", "TM"),
    ],
)
def test_words_people_use(word: str, code: str) -> None:
    found = load_categories().find(word)
    assert found is not None
    assert found.code == code


def test_an_unknown_word_is_no_category() -> None:
    assert load_categories().find("别的") is None
    with pytest.raises(KeyError):
        load_categories()["gi"]


def test_rules_follow_the_category() -> None:
    c = load_categories()
    assert c["WKM"].rules.cross_class.value
    assert c["WKM"].rules.dissimilar_minimum.value == 0.90
    assert "第十三条第三款" in c["WKM"].rules.cross_class.basis
    assert c["GI"].rules.origin.value == "county"
    assert not c["TM"].rules.cross_class.value
    assert c["TS"].rules.secret.value
    assert c["TS"].rules.count_minimum.value == 5
    assert [c[code].rules.weight.value for code in ("WKM", "GI", "LZH", "CP", "TM")] == [
        1.2,
        1.15,
        1.15,
        1.2,
        1.0,
    ]
    assert c["CP"].rules.identifier.value == "patent"


def test_every_declared_rule_names_its_basis() -> None:
    for category in load_categories().all:
        for name in category.rules.model_fields_set:
            assert "default" not in getattr(category.rules, name).basis, (category.code, name)


def test_an_operator_adds_one_and_overrules_one_rule(tmp_path: Path) -> None:
    path = tmp_path / "categories.toml"
    path.write_text(
        '[ICH]\nzh = "非遗项目"\nen = "Intangible heritage"\nsynonyms = ["非遗"]\n'
        '[GI.rules.weight]\nvalue = 1.3\nbasis = "本中心约定"\n',
        encoding="utf-8",
    )
    c = load_categories(path)
    assert c.find("非遗") == c["ICH"]
    assert c["GI"].rules.weight.value == 1.3
    assert c["GI"].rules.origin.value == "county"  # the rest of the category stands
    assert load_categories(tmp_path / "none.toml") == load_categories()


@pytest.mark.parametrize(
    "text",
    [
        "[GI",
        "GI = 3",
        '[X1]\nzh = "只有中文名"\n',
        '[bad-code]\nzh = "甲"\nen = "A"\n',
        "[GI.rules.weight]\nvalue = 'heavy'\n",
        "[GI.rules.wieght]\nvalue = 1.0\n",
        '[X1]\nzh = "驰名"\nen = "taken word"\n',
    ],
)
def test_a_wrong_declaration_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "categories.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CategoryError, match="categories.toml"):
        load_categories(path)
