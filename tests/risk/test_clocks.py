"""Register, stage and dates of a record lead to the right clocks; a printed date wins and is compared."""

from datetime import date

import pytest

from crawlers.records import DomainName, Filing, Listing, Patent
from monitor.risk.clocks import all_clocks, clocks_for, lapsed_clocks

D = date.fromisoformat
TODAY = D("2026-07-20")


def filing(**more):
    return Filing(**({"source": "s", "native_id": "1", "text": "蓉之味"} | more))


def ids(record):
    return [one.rule_id for one in all_clocks(record)]


@pytest.mark.parametrize(
    ("place", "number", "event", "rule"),
    [
        ("CN", "87654321", "published", "CN-OPP-2019"),
        ("CN", "G1234567", "published", "CN-IR-OPP-2014"),
        ("US", "97123456", "published", "US-TM-OPP"),
        ("US", "79123456", "published", "US-66a-TM-OPP"),
        ("EU", "018765432", "published", "EM-TM-OPP"),
        ("EM", "W01234567", "published", "EM-IR-TM-OPP"),
        ("UK", "UK00003123456", "published", "GB-TM-OPP"),
        ("DE", "302026000001", "registered", "DE-TM-OPP"),
        ("JP", "6123456", "registered", "JP-TM-OPP"),
        ("TW", "02123456", "registered", "TW-TM-OPP"),
        ("CH", "123456", "registered", "CH-TM-OPP"),
    ],
)
def test_the_register_decides(place, number, event, rule):
    record = filing(jurisdiction=place, number=number, event=event, event_on=D("2026-06-06"))
    assert rule in ids(record)


def test_registration_opens_no_opposition_where_publication_does_and_the_other_way_round():
    assert not any("OPP" in one for one in ids(filing(event="registered", event_on=D("2026-06-06"))))
    assert ids(filing(jurisdiction="JP", event="published", event_on=D("2026-06-06"))) == []


def test_a_product_gi_has_its_own_row():
    record = filing(event="published", event_on=D("2026-06-06"), status="初步认定公告")
    assert ids(record) == ["CN-GI-OPP"]


def test_a_chinese_registration_has_its_three_clocks():
    found = {one.rule_id: one for one in all_clocks(filing(registered_on=D("2024-03-07")))}
    assert found["CN-INV-REL"].last_day == D("2029-03-07")
    assert found["CN-INV-ABS"].last_day is None
    assert "2027-03-07" in found["CN-NONUSE"].note


def test_nothing_runs_before_publication():
    assert all_clocks(filing(event="filed", event_on=D("2026-06-06"))) == ()


def test_a_printed_date_wins_and_the_difference_is_said():
    same = filing(event="published", event_on=D("2026-07-06"), opposition_to=D("2026-10-08"))
    other = same.model_copy(update={"opposition_to": D("2026-10-06")})
    (agreed,), (differs,) = clocks_for(same, TODAY), clocks_for(other, TODAY)
    assert agreed.last_day == D("2026-10-08") and "与推算一致" in agreed.note
    assert differs.last_day == D("2026-10-06") and "不一致" in differs.note and "2026-10-08" in differs.note
    assert differs.act_by < differs.last_day and differs.calendar == "官方印发日期"


def test_a_printed_date_helps_where_no_start_is_known():
    record = filing(event="published", opposition_to=D("2026-10-06"))
    (found,) = clocks_for(record, TODAY)
    assert found.last_day == D("2026-10-06") and "未能核算" in found.note


def test_an_unknown_start_or_place_gives_no_date_and_says_so():
    (found,) = all_clocks(filing(event="published"))
    assert found.last_day is None and "起算日未知" in found.note
    (nowhere,) = all_clocks(filing(jurisdiction="ZZ", event="published", event_on=D("2026-06-06")))
    assert nowhere.last_day is None and "没有该法域" in nowhere.note


def test_open_and_ended_clocks_part_on_the_day_after_the_last():
    record = filing(event="published", event_on=D("2026-01-06"))
    assert len(clocks_for(record, D("2026-04-07"))) == 1 and not lapsed_clocks(record, D("2026-04-07"))
    assert len(lapsed_clocks(record, D("2026-04-08"))) == 1 and not clocks_for(record, D("2026-04-08"))


@pytest.mark.parametrize(
    ("place", "event", "rules"),
    [
        ("EP", "registered", ["EP-OPP"]),
        ("US", "registered", ["US-PGR"]),
        ("US", "published", ["US-3P"]),
        ("CN", "registered", ["CN-INVAL"]),
        ("CN", "lost", ["CN-RESTORE"]),
        ("FR", "published", []),
    ],
)
def test_patents(place, event, rules):
    record = Patent(
        source="s", native_id="1", text="一种泵", jurisdiction=place, event=event, event_on=D("2026-06-10")
    )
    assert ids(record) == rules


def test_domains_and_listings():
    cn = DomainName(source="s", native_id="1", text="rongzhiwei.cn", registered_on=D("2026-06-10"))
    assert all_clocks(cn)[0].last_day == D("2029-06-10")
    assert ids(cn.model_copy(update={"text": "rongzhiwei.com"})) == []
    assert ids(Listing(source="s", native_id="1", text="豆瓣")) == []


def test_service_of_a_non_use_notice_runs_two_months():
    record = filing(office_code="TMTSSD", event="served", event_on=D("2026-06-06"))
    assert [(one.rule_id, one.last_day) for one in all_clocks(record)] == [("CN-NONUSE-DEF", D("2026-08-06"))]


def test_nearest_first():
    found = all_clocks(filing(jurisdiction="JP", registered_on=D("2026-06-10")))
    days = [one.last_day for one in found if one.last_day]
    assert days == sorted(days) and found[-1].last_day is None
