"""What a letter or form asks for is read, or answered with what would be right."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.sight import Viewer
from alerts.tenancy import View
from config.database import Database
from tests.subscriptions.office import keep, list_entry
from watchlists.categories import load_categories
from watchlists.subscriptions import Scope, read_hours, read_wish

CATEGORIES = load_categories()
OWN, GI = Scope(), Scope(kind="list", category="GI")


@pytest.mark.parametrize(
    ("subject", "text", "name", "scopes"),
    [
        ("订阅 示例食品有限公司", "", "示例食品有限公司", (OWN,)),
        ("回复: 订阅：示例食品", "", "示例食品", (OWN,)),
        ("你好", "请问\n订阅 示例食品\n> 退订", "示例食品", (OWN,)),
        ("subscribe Example Foods Ltd", "", "Example Foods Ltd", (OWN,)),
        ("订阅 地理标志", "", "", (GI,)),
        ("订阅", "名录：地标\n区县：郫县", "", (Scope(kind="list", category="GI", district="郫都区"),)),
        ("订阅 示例", "名录：全部；行业：绿色食品", "示例", (OWN, Scope(kind="list", industry="绿色食品"))),
        ("订阅 示例", "園区：天府", "示例", (OWN,)),
    ],
)
def test_a_letter_says_who_and_what(subject: str, text: str, name: str, scopes: tuple[Scope, ...]) -> None:
    wish = read_wish(subject, text, CATEGORIES)
    assert (wish.verb, wish.name, wish.scopes, wish.problems) == ("subscribe", name, scopes, ())


def test_pace_level_and_language_are_read() -> None:
    wish = read_wish("订阅 甲", "频率：每周\n等级：橙色以上\n语言：英文", CATEGORIES)
    assert (wish.cadence, wish.minimum, wish.language) == ("weekly", "橙", "en")


@pytest.mark.parametrize("line", ["频率：常常", "等级：紫", "语言：德文", "名录：商业秘密", "名录：汽车"])
def test_an_unknown_word_is_a_problem_and_no_guess(line: str) -> None:
    wish = read_wish("订阅 甲", line, CATEGORIES)
    assert len(wish.problems) == 1
    assert all(scope.kind == "own" for scope in wish.scopes), "a misread list subscribes to nothing"


@pytest.mark.parametrize("subject", ["退订", "取消订阅", "Unsubscribe", "re: 退订 abc"])
def test_leaving_wins_over_everything_below(subject: str) -> None:
    assert read_wish(subject, "订阅 甲", CATEGORIES).verb == "leave"


@pytest.mark.parametrize("text", ["> 订阅 甲", "发件人：乙\n订阅 甲", "您好，我想咨询订阅的事"])
def test_a_quoted_or_passing_word_is_no_wish(text: str) -> None:
    assert read_wish("咨询", text, CATEGORIES).verb == "none"


@given(st.text(max_size=200), st.text(max_size=400))
def test_no_text_makes_the_reader_fail(subject: str, text: str) -> None:
    wish = read_wish(subject, text, CATEGORIES)
    assert wish.verb in ("subscribe", "leave", "none")
    assert len(wish.name) <= 80 and "\n" not in wish.name


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("", ""),
        ("9:00-18:00", "09:00-18:00"),
        ("工作日 09:00—17:30", "工作日 09:00-17:30"),
        ("周一至周五 8:30～12:00", "工作日 08:30-12:00"),
    ],
)
def test_working_hours_are_read(said: str, read: str) -> None:
    assert read_hours(said) == read


@pytest.mark.parametrize("said", ["上班时间", "18:00-09:00", "25:00-26:00", "09:75-10:00"])
def test_hours_that_are_none_are_refused(said: str) -> None:
    with pytest.raises(ValueError, match="时段"):
        read_hours(said)


def test_a_list_covers_by_the_same_rule_in_python_and_in_the_query(database: Database, now: datetime) -> None:
    """Routing asks the entry, the wall asks the database: they may not differ."""
    stored = [
        list_entry(1),
        list_entry(2, district="", region="成都市郫都区"),
        list_entry(3, district="新都区", region="成都市新都区"),
        list_entry(4, category="LZH", industry="绿色食品", zone="川菜产业园"),
        list_entry(5, receiver="x@y.test"),
        list_entry(6, tenant="firm-a", receiver="a@firm-a.test"),
    ]
    scopes = [
        Scope(kind="list"),
        GI,
        Scope(kind="list", district="郫都区"),
        Scope(kind="list", category="GI", district="新都区"),
        Scope(kind="list", industry="绿色食品"),
        Scope(kind="list", zone="川菜"),
        Scope(kind="list", zone="100%_"),
        Scope(),
    ]
    with database.write() as conn:
        keep(conn, stored, now)
        for scope in scopes:
            seen = {entry.id for entry in View(conn, Viewer(scopes=(scope,))).entries()}
            assert seen == {entry.id for entry in stored if scope.covers(entry)}, scope
