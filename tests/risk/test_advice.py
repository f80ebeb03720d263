"""Each situation leads to its step, cites the law in force on the day, and never sends a letter by itself."""

from datetime import date

import pytest

from alerts.model import Hit
from crawlers.records import Document, DomainName, Filing, Listing, Patent
from monitor.risk.advice import _DIRECT, advise, situations
from monitor.risk.catalogue import advice_for, responses
from monitor.risk.clocks import clocks_for
from monitor.risk.policy import shipped_policy
from watchlists.entries import WatchEntry

D = date.fromisoformat
TODAY = D("2026-11-25")
MARK = WatchEntry(id="e", category="TM", text="蓉知味")
SECRET = MARK.model_copy(update={"category": "TS"})
GI = MARK.model_copy(update={"category": "GI"})


def hit(*rules):
    return Hit(entry_id="e", record_id="r", score=1, per_100k=1, threshold=0.5, alert=True, rules=rules)


def filing(**more):
    return Filing(**({"source": "s", "native_id": "1", "text": "蓉之味"} | more))


def listing(**more):
    return Listing(
        **({"source": "s", "native_id": "1", "text": "蓉之味 火锅底料", "platform": "taobao"} | more)
    )


CASES = [
    (filing(event="published", event_on=D("2026-11-06")), MARK, (), "异议", "第三十三条"),
    (filing(event="filed"), MARK, (), "公告监测", "第三十三条"),
    (filing(registered_on=D("2024-11-07")), MARK, (), "无效宣告", "第四十五条"),
    (filing(registered_on=D("2020-11-07")), MARK, (), "撤三", "第四十九条"),
    (filing(event="published"), MARK, ("F5",), "核对确认", "第三十二条"),
    (filing(event="published"), GI, ("G5",), "核对确认", "局令第79号"),
    (filing(event="published"), MARK, ("F3",), "核对确认", "授权名单"),
    (filing(jurisdiction="TH", event="published"), MARK, (), "海外应对", "当地商标法"),
    (filing(jurisdiction="TH", registered_on=D("2024-11-07")), MARK, (), "海外应对", "当地商标法"),
    (listing(), MARK, (), "平台投诉", "第五十七条"),
    (listing(), GI, ("G2",), "行政投诉", "局令第80号"),
    (listing(), GI, ("G5",), "核对确认", "局令第79号"),
    (listing(), MARK, ("F4",), "核对确认", "第五十九条"),
    (listing(), MARK, ("F6",), "核对确认", "第五十九条"),
    (listing(platform="Amazon.de"), MARK, (), "海外应对", "平台规则"),
    (DomainName(source="s", native_id="1", text="rongzhiwei.cn"), MARK, (), "域名争议", "UDRP"),
    (Patent(source="s", native_id="1", text="泵", jurisdiction="EP"), MARK, (), "海外应对", "期限一览"),
    (Patent(source="s", native_id="1", text="泵"), MARK, (), "无效宣告", "专利法"),
    (Document(source="s", native_id="1", text="文"), SECRET, (), "证据固定", "第十条"),
]  # fmt: skip


@pytest.mark.parametrize(("record", "entry", "rules", "route", "basis"), CASES)
def test_the_next_step(record, entry, rules, route, basis):
    first = advise(hit(*rules), entry, record, TODAY)[0]
    assert first.route == route and basis in first.basis and first.confidence in ("未核实", "待定")


def test_articles_follow_the_law_in_force():
    record = filing(registered_on=D("2024-11-07"))
    old, new = (advise(hit(), MARK, record, day)[0].basis for day in (D("2026-12-31"), D("2027-01-01")))
    assert "商标法（2019）第四十五条" in old and "商标法（2026）第五十一条" in new


def test_an_opposition_cites_the_law_of_its_publication():
    record = filing(event="published", event_on=D("2027-01-06"))
    first = advise(hit(), MARK, record, D("2027-01-10"), clocks_for(record, D("2027-01-10")))[0]
    assert "商标法（2026）第三十六条" in first.basis and "2027-03-06" in first.window


def test_a_warning_letter_only_through_counsel_and_never_first():
    letters = [one for one in responses().values() if one.route == "警告函"]
    assert letters and all("律师" in one.action for one in letters)
    for record, entry, rules, _, _ in CASES:
        assert advise(hit(*rules), entry, record, TODAY)[0].route != "警告函"


def test_every_direct_case_and_every_choice_is_in_the_catalogue():
    assert {line.id for line in shipped_policy().direct} == set(_DIRECT)
    chosen = set(_DIRECT.values())
    for record, entry, rules, _, _ in CASES:
        chosen |= set(situations(hit(*rules), entry, record, TODAY))
    assert chosen <= set(responses())


@pytest.mark.parametrize(
    "route",
    ["异议", "无效宣告", "撤三", "平台投诉", "行政投诉", "警告函", "维权援助", "快速维权", "海外应对"],
)
def test_every_route_of_the_office_is_reachable(route):
    assert any(one.route == route for one in responses().values())


@pytest.mark.parametrize("situation", sorted(responses()))
def test_each_entry_is_complete_and_neutral(situation):
    advice = advice_for(situation, TODAY)
    assert advice.action and advice.window and advice.basis and "@" not in advice.basis
    assert "侵权人" not in advice.situation + advice.action
