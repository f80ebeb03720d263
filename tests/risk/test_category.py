"""Categories: reach over dissimilar goods, acts against a GI, houses that share a name, forms of a brand."""

from datetime import date

import pytest

from alerts.model import Hit
from crawlers.records import Filing, Listing
from monitor.risk.annuity import ladder, standing
from monitor.risk.category import acts, acts_of, dissimilar_bar, houses, missing_forms, shares_the_name
from monitor.risk.levels import assess
from watchlists.entries import WatchEntry

D = date.fromisoformat


def hit(*rules):
    base = {"entry_id": "e", "record_id": "r", "score": 1, "per_100k": 1, "threshold": 0.5, "alert": True}
    return Hit(**base, rules=rules, relation="same item")


def test_reach_over_all_classes_is_stricter_than_the_line():
    assert dissimilar_bar("WKM") == 0.9 and dissimilar_bar("LZH") == 0.95
    assert dissimilar_bar("TM") is None and dissimilar_bar("GI") is None and dissimilar_bar("NONE") is None


@pytest.mark.parametrize(
    ("rule", "words"),
    [("G1", "产地外"), ("G3", "型"), ("G4", "第二十二条"), ("G5", "第二十三条"), ("F1", "第二十三条")],
)
def test_a_gi_hit_names_the_act_or_the_fair_use(rule, words):
    assert any(words in act.act + act.basis for act in acts_of(hit(rule)))
    entry = WatchEntry(id="e", category="GI", text="郫县豆瓣")
    record = Filing(source="s", native_id="1", text="郫县豆瓣王")
    assert "可对照" in assess(hit(rule), entry, record, today=D("2026-07-20")).why


def test_each_gi_class_of_the_policy_has_an_act():
    covered = {one for act in acts() for one in act.classes.split()}
    assert {"G1", "G2", "G3", "G4", "G5", "G6"} <= covered


def test_houses_that_share_a_name_are_checked_not_fought():
    entry = WatchEntry(id="e", category="LZH", text="成都同仁堂", owner="成都同仁堂")
    sister = Filing(source="s", native_id="1", text="同仁堂", applicant="北京同仁堂股份有限公司")
    stranger = sister.model_copy(update={"applicant": "某某（虚构）商贸有限公司"})
    sounding = sister.model_copy(update={"applicant": "虚构北京同仁堂商贸有限公司"})
    assert shares_the_name(entry, sister) and not shares_the_name(entry, stranger)
    assert not shares_the_name(entry, sounding)
    assert not shares_the_name(entry.model_copy(update={"category": "WKM"}), sister)
    low = assess(hit(), entry, sister, today=D("2026-07-20"))
    assert low.level == "蓝" and "同名字号" in low.why and low.advice[0].route == "核对确认"
    assert assess(hit(), entry, stranger, today=D("2026-07-20")).level == "橙"
    assert all(house.confidence == "未核实" and house.source for house in houses())


def test_a_seller_counts_as_party_too():
    entry = WatchEntry(id="e", category="LZH", text="酒鬼")
    assert shares_the_name(entry, Listing(source="s", native_id="1", text="酒鬼酒", seller="酒鬼酒官方"))


def test_a_foreign_brand_needs_both_names():
    brand = WatchEntry(id="e", category="FB", text="BRANDO")
    assert missing_forms(brand) == ("中文名",)
    assert missing_forms(brand.model_copy(update={"aliases": ("布兰多",)})) == ()
    assert missing_forms(brand.model_copy(update={"category": "TM"})) == ()


def test_the_annuity_ladder_of_one_year():
    steps = ladder(D("2020-03-31"), 6)
    assert [(str(s.on), s.state, s.surcharge) for s in steps] == [
        ("2025-12-31", "due_soon", 0),
        ("2026-03-01", "due_soon", 0),
        ("2026-03-24", "due_soon", 0),
        ("2026-03-31", "due", 0),
        ("2026-04-01", "in_grace", 0),
        ("2026-05-01", "in_grace", 5),
        ("2026-06-01", "in_grace", 10),
        ("2026-07-01", "in_grace", 15),
        ("2026-08-01", "in_grace", 20),
        ("2026-09-01", "in_grace", 25),
        ("2026-10-01", "lapsed", 0),
    ]


def test_where_a_fee_stands_on_a_day():
    filed = D("2020-03-31")
    assert standing(filed, 6, D("2025-12-30")) is None
    assert standing(filed, 6, D("2026-06-15")).surcharge == 10
    assert standing(filed, 6, D("2026-09-30")).state == "in_grace"
    assert standing(filed, 6, D("2026-10-01")).state == "lapsed"
    with pytest.raises(ValueError, match="年度"):
        ladder(filed, 21)
