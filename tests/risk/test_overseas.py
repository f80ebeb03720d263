"""Disputes abroad: forums set their clocks, unknown ones go to a person, dockets lose no row."""

from datetime import date
from decimal import Decimal

import pytest

from crawlers.records import DomainName, Filing, Listing
from monitor.risk.desks import copied_desks, desk_for
from monitor.risk.overseas.case import DocketCase, advance, following, stages, summary_line
from monitor.risk.overseas.dockets import as_record, read_dockets
from monitor.risk.overseas.forums import case_clocks, case_risk, forum_of, needs_person

D = date.fromisoformat
TODAY = D("2026-07-20")


def case(**more):
    base = {
        "case_id": "HW-1",
        "enterprise": "成都虚构电子有限公司",
        "country": "US",
        "forum": "N.D. Illinois",
    }
    return DocketCase(**(base | {"served_on": D("2026-07-13")} | more))


@pytest.mark.parametrize(
    ("country", "words", "forum"),
    [
        ("US", "United States District Court, N.D. Illinois", "us-court"),
        ("US", "International Trade Commission, Inv. No. 337-TA-9999", "us-itc"),
        ("US", "TTAB", "us-ttab"),
        ("DE", "Unified Patent Court, Munich Local Division", "upc"),
        ("DE", "LG München I", "de-court"),
        ("FR", "Douane", "eu-customs"),
        ("XX", "UDRP (WIPO D2026-0001)", "udrp"),
        ("EU", "EUIPO", "em-office"),
        ("BR", "Tribunal de Justiça de São Paulo", None),
        ("US", "", None),
    ],
)
def test_forums(country, words, forum):
    found = forum_of(country, words)
    assert (found.id if found else None) == forum


@pytest.mark.parametrize(
    ("more", "rule", "last"),
    [
        ({}, "US-DC-ANS", "2026-08-03"),
        ({"injunction_on": D("2026-07-15")}, "US-TRO", "2026-07-29"),
        ({"forum": "ITC 337"}, "US-337-RESP", "2026-08-03"),
        ({"forum": "TTAB"}, "US-TTAB-ANS", "2026-08-24"),
        ({"forum": "UPC", "country": "DE"}, "UPC-PO", "2026-08-13"),
        ({"forum": "UPC", "country": "DE"}, "UPC-SOD", "2026-10-13"),
        ({"forum": "UDRP", "country": "XX"}, "UDRP", "2026-08-02"),
        ({"forum": "URS", "country": "XX"}, "URS", "2026-07-27"),
        ({"forum": "CNDRP", "country": "CN"}, "CNDRP", "2026-08-02"),
        ({"forum": "Zoll", "country": "DE"}, "EU-CUSTOMS", "2026-07-27"),
        ({"forum": "DMCA"}, "DMCA-CN", "2026-07-27"),
    ],
)
def test_each_forum_sets_its_clock(more, rule, last):
    assert {one.rule_id: one.last_day for one in case_clocks(case(**more), TODAY)}[rule] == D(last)


def test_an_unknown_forum_goes_to_a_person_without_a_date():
    odd = case(country="BR", forum="Tribunal de Justiça")
    (clock,) = case_clocks(odd, TODAY)
    assert clock.last_day is None and "人工" in clock.note
    assert "人工研判" in needs_person(odd) and "人工研判" in case_risk(odd, TODAY).why


def test_an_unknown_service_date_gives_no_date():
    assert "送达日未知" in case_clocks(case(served_on=None), TODAY)[0].note


def test_levels_of_a_case():
    assert case_risk(case(), TODAY).level == "红"  # answer due within 14 days
    early = case(served_on=D("2026-07-20"))
    assert case_risk(early, TODAY).level == "橙"
    assert case_risk(early.model_copy(update={"injunction": "TRO granted"}), TODAY).level == "红"
    assert case_risk(early.model_copy(update={"forum": "ITC 337"}), TODAY).level == "红"
    assert case_risk(early.model_copy(update={"frozen_amount": Decimal(900)}), TODAY).level == "红"
    plaintiff = early.model_copy(update={"injunction": "TRO granted", "role": "原告"})
    assert case_risk(plaintiff, TODAY).level == "橙"
    risk = case_risk(case(), TODAY)
    assert risk.desk == "overseas" and risk.advice[0].route == "海外应对"


def test_the_overseas_desk_leads_abroad_with_the_domestic_one_in_copy():
    foreign = Filing(source="s", native_id="1", text="x", jurisdiction="TH")
    shop = Listing(source="s", native_id="1", text="x", platform="Amazon.com")
    assert desk_for(foreign) == desk_for(shop) == "overseas"
    assert copied_desks("overseas") == ("centre",) and copied_desks("centre") == ()
    for record in (
        foreign.model_copy(update={"jurisdiction": "CN"}),
        shop.model_copy(update={"platform": "taobao"}),
        DomainName(source="s", native_id="1", text="x.com"),
    ):
        assert desk_for(record) == "centre"


def test_stages_follow_the_table_to_the_end():
    walked, now = ["信息登记"], case()
    while following(now.stage):
        now = advance(now, following(now.stage)[-1 if now.stage == "企业应对跟踪" else 0])
        walked.append(now.stage)
    assert walked == ["信息登记", "研判", "受理", "专家会商", "指导意见", "企业应对跟踪", "办结", "统计上报"]
    assert set(walked) | {"转介"} == set(stages())
    with pytest.raises(ValueError, match="不能从"):
        advance(case(), "办结")


HEAD = "案件编号,企业名称,国家,受理机构,案号,送达日,案由,对方,非实施主体,涉案产品,索赔金额,原文\n"
GOOD = (
    "HW-1,成都虚构电子有限公司,US,N.D. Illinois,1:26-cv-00001,2026-07-13,商标,Fictive LLC,否,"
    '灯具；音箱,"USD 1,200.50",Complaint\n'
)


def write(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "dockets.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_docket_row_becomes_a_case(tmp_path, encoding):
    found = read_dockets(write(tmp_path, HEAD + GOOD, encoding))
    (one,) = found.cases
    assert (one.products, str(one.claimed_amount), one.currency, one.npe) == (
        ("灯具", "音箱"),
        "1200.50",
        "USD",
        False,
    )
    line = summary_line(one)
    assert line == (
        "成都虚构电子有限公司（被告），美国 N.D. Illinois，案号 1:26-cv-00001，商标纠纷，对方 Fictive LLC，"
        "送达 2026-07-13，索赔 1200.50 USD"
    )
    assert one.text == "Complaint"
    record = as_record(one, "dockets")
    assert (record.text, record.body, record.record_id) == (line, "Complaint", "dockets:HW-1")
    assert desk_for(record) == "overseas"


def test_bad_rows_are_named_and_cost_nothing_else(tmp_path):
    rows = [
        GOOD,
        GOOD.replace("HW-1", "HW-2").replace("2026-07-13", "13/07/26"),
        GOOD.replace("HW-1", "HW-3").replace(",否,", ",也许,"),
        GOOD.replace("HW-1", "HW-4").replace("商标,Fictive", "离婚,Fictive"),
        GOOD.replace("HW-1", ""),
        GOOD,
        GOOD.replace("HW-1", "HW-5").replace("USD 1,200.50", "很多"),
        "HW-6,只有两列\n",
        GOOD.replace("HW-1", "HW-7").replace("2026-07-13", "2026-02-30"),
        "\n",
        GOOD.replace("HW-1", "HW-8").replace("US,N.D. Illinois", "BR,Tribunal"),
    ]
    found = read_dockets(write(tmp_path, HEAD + "".join(rows)))
    assert [one.case_id for one in found.cases] == ["HW-1", "HW-8"]
    assert found.inputs == 10 == len(found.cases) + len(found.errors)
    assert [(e.line, e.field) for e in found.errors] == [
        (3, "served_on"), (4, "npe"), (5, "cause"), (6, "case_id"), (7, "case_id"), (8, "claimed_amount"),
        (9, "*"), (10, "served_on"),
    ]  # fmt: skip
    assert all("第" in str(e) and " | line " in str(e) and e.raw for e in found.errors)
    assert set(found.for_person) == {"HW-8"}


def test_a_file_without_the_needed_columns_is_one_error(tmp_path):
    found = read_dockets(write(tmp_path, "企业名称,国家\nx,US\n"))
    assert not found.cases and "case_id" in found.errors[0].reason_zh
