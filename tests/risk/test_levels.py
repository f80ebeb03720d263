"""Each cell of the table, each weight and signal, the direct list, and the sentence that explains a level."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from alerts.model import Hit, Level, Reason
from crawlers.records import DomainName, Filing, Listing, Patent
from monitor.risk.direct import own_right_hit
from monitor.risk.levels import assess, severity_level, table_cell
from monitor.risk.policy import rank, read_policy, shipped_policy
from monitor.risk.seen import seen_rules
from monitor.risk.sheets import BadSheet
from watchlists.entries import WatchEntry

TODAY = date(2026, 7, 20)
LADDER = shipped_policy()


def entry(**more):
    return WatchEntry(
        **({"id": "e", "category": "TM", "text": "蓉知味", "registrations": ("12345678",)} | more)
    )


def hit(score=1.0, relation="same group", rules=(), **more):
    base = {"entry_id": "e", "record_id": "r", "score": score, "per_100k": 1, "threshold": 0.5, "alert": True}
    return Hit(**(base | {"relation": relation, "rules": tuple(rules)} | more))


def filing(**more):
    return Filing(**({"source": "s", "native_id": "1", "text": "蓉之味"} | more))


def published(days_left):
    """A publication whose opposition period, as printed, ends in so many days."""
    end = TODAY + timedelta(days=days_left)
    return filing(event="published", published_on=date(2026, 6, 6), opposition_to=end)


TABLE = {
    (90, None): "橙", (90, 61): "橙", (90, 60): "橙", (90, 31): "橙", (90, 30): "红", (90, 14): "红",
    (90, 0): "红", (85, 15): "红", (84.9, 15): "橙", (70, 61): "黄", (70, 60): "黄", (70, 30): "橙",
    (70, 14): "红", (69.9, 61): "蓝", (55, 60): "黄", (55, 30): "黄",
    (55, 14): "橙", (54.9, 60): "蓝", (54.9, 30): "蓝",
    (54.9, 14): "黄", (0, None): "蓝", (100, -1): "橙",
}  # fmt: skip


@pytest.mark.parametrize(("cell", "level"), TABLE.items())
def test_each_cell(cell, level):
    assert table_cell(*cell, LADDER)[0] == level


def test_urgency_comes_from_the_printed_date():
    seen = [assess(hit(), entry(), published(n), today=TODAY).level for n in (70, 40, 20, 10)]
    assert seen == ["橙", "橙", "红", "红"]


@pytest.mark.parametrize(
    ("category", "relation", "severity"),
    [
        ("TM", "same item", 100), ("TM", "same group", 90), ("TM", "same class", 90), ("TM", "related", 30),
        ("TM", "other", 0), ("WKM", "other", 84), ("WKM", "same group", 100), ("LZH", "related", 69),
        ("FB", "other", 60), ("GI", "same class", 100), ("TM", "nonsense", 90),
    ],
)  # fmt: skip
def test_factors(category, relation, severity):
    found = assess(hit(relation=relation), entry(category=category), filing(), today=TODAY)
    assert found.severity == pytest.approx(severity, abs=0.1)


def test_the_stricter_bar_for_dissimilar_goods_of_a_well_known_mark():
    weak = assess(hit(0.8, "other"), entry(category="WKM"), filing(), today=TODAY)
    assert weak.severity == 0 and weak.level == "蓝"
    contained = assess(hit(0.8, "other", ["W16"]), entry(category="WKM"), filing(), today=TODAY)
    assert contained.severity > 50
    short = assess(hit(0.8, "other", ["W16"]), entry(category="WKM", text="蓉味"), filing(), today=TODAY)
    assert short.severity == 0


def test_groups_that_are_known_and_differ_weigh_less_than_silence():
    known = entry(similar_groups=("3016",))
    silent = assess(hit(relation="same class"), known, filing(), today=TODAY)
    differ = assess(hit(relation="same class"), known, filing(similar_groups=("3001",)), today=TODAY)
    assert (silent.severity, differ.severity) == (90, 30)


def test_territory_and_defensive_weight():
    abroad = filing(jurisdiction="TH")
    assert assess(hit(), entry(), abroad, today=TODAY).severity == pytest.approx(54)
    assert assess(hit(), entry(), abroad, today=TODAY, planned=frozenset({"TH"})).severity == pytest.approx(
        81
    )
    assert assess(hit(), entry(jurisdictions=("CN", "TH")), abroad, today=TODAY).severity == pytest.approx(90)
    assert assess(hit(), entry(note="防御性注册"), filing(), today=TODAY).severity == pytest.approx(72)


@pytest.mark.parametrize(
    ("rules", "level"),
    [
        ([], "橙"), (["F1"], "蓝"), (["F2"], "蓝"), (["F3"], "蓝"), (["F4"], "黄"), (["F5"], "橙"),
        (["F6"], "黄"), (["F7"], "黄"), (["F1", "F2"], "蓝"), (["F4", "F6"], "蓝"),
    ],
)  # fmt: skip
def test_fair_use_lowers_and_says_so(rules, level):
    found = assess(hit(rules=rules), entry(), filing(), today=TODAY)
    assert found.level == level
    assert all(rule in found.why for rule in rules)


@pytest.mark.parametrize(
    ("rules", "severity"),
    [
        (["G1"], 85),
        (["G1", "G2"], 85),
        (["G3"], 70),
        (["G6"], 70),
        (["G4"], 35),
        (["G5"], 35),
        (["G1", "G4"], 85),
    ],
)
def test_gi_classes_set_floor_or_cap(rules, severity):
    base = hit(0.5, "same class", rules)
    low = assess(
        base, entry(category="GI", similar_groups=("3016",)), filing(similar_groups=("3001",)), today=TODAY
    )
    if severity == 35:
        high = assess(hit(1.0, "same item", rules), entry(category="GI"), filing(), today=TODAY)
        assert high.severity == 54 and high.level == "蓝"
    else:
        assert low.severity == severity


def test_a_class_is_about_its_kind_of_record():
    shop = Listing(source="s", native_id="1", text="郫县豆瓣")
    gi = entry(category="GI", text="郫县豆瓣")
    assert assess(hit(0.5, "other", ["G1"]), gi, shop, today=TODAY).severity == 0
    assert assess(hit(0.5, "other", ["G2"]), gi, shop, today=TODAY).severity == 70
    assert assess(hit(0.5, "other", ["G2"]), gi, filing(), today=TODAY).severity == 0


def test_a_reason_that_saw_no_fair_use_is_no_fair_use():
    """A matcher's reason names what it checked; only the value says whether it was there."""
    checked = Reason(signal="gi.not_dish", text="未见菜品用语", value=-0.0, share=1, rules=("F1", "G5"))
    there = checked.model_copy(update={"value": -1.0})
    cheap = Reason(signal="listing.low_price", text="价格偏低", value=1.0, share=1, rules=("F4",))
    law = Reason(signal="rule", text="权利人", value=1.0, share=0, rules=("F3",))
    assert seen_rules(hit(rules=["F1"], reasons=(checked, cheap))) == frozenset()
    assert seen_rules(hit(reasons=(there, law))) == {"F1", "G5", "F3"}
    assert seen_rules(hit(rules=["W16", "F1"])) == {"W16", "F1"}
    high = assess(hit(rules=["F1"], reasons=(checked,)), entry(category="GI"), filing(), today=TODAY)
    assert high.level == "橙"


def test_the_matchers_own_words_for_goods_are_understood():
    chinese = {"同一类似群": 90, "同一国际分类": 90, "相关联的类别": 30, "类别不详": 90, "不同类别": 0}
    for words, points in chinese.items():
        found = assess(hit(relation=words), entry(), filing(), today=TODAY)
        assert found.severity == pytest.approx(points)
    assert severity_level(1.0, "TM", "不同类别") == "蓝"


def test_a_gi_listing_with_the_special_sign_is_high():
    plain = Listing(source="s", native_id="1", text="郫县豆瓣 500g")
    marked = plain.model_copy(update={"text": "郫县豆瓣 500g 地理标志产品 专用标志"})
    gi = entry(category="GI", text="郫县豆瓣")
    assert assess(hit(0.5, "unknown", ["G2"]), gi, plain, today=TODAY).level == "黄"
    assert assess(hit(0.5, "unknown", ["G2"]), gi, marked, today=TODAY).level == "橙"


OWN = [
    (filing(number="第12345678号", office_code="TMTSSD"), "红"),
    (filing(number="12345678", status="被申请撤销连续三年不使用"), "红"),
    (filing(number="12345678", office_code="TMZRSQ"), "红"),
    (filing(number="12345678", office_code="TMXZZX"), "红"),
    (filing(number="12345678", office_code="TMSDGG"), "橙"),
    (Patent(source="s", native_id="1", text="一种泵", number="12345678", status="专利权的无效宣告"), "红"),
    (Patent(source="s", native_id="1", text="一种泵", number="12345678", status="未缴年费专利权终止"), "红"),
    (
        Patent(
            source="s", native_id="1", text="一种泵", number="12345678", status="专利权质押合同登记的生效"
        ),
        "红",
    ),
]


@pytest.mark.parametrize(("record", "level"), OWN)
def test_own_right_in_danger_needs_no_score(record, level):
    low = hit(0.5, "other")
    found = assess(low, entry(), record, today=TODAY)
    assert found.level == level and "直接定级" in found.why and found.advice
    made = own_right_hit(entry(), record, LADDER)
    assert made and made.alert and made.reasons[0].text
    stranger = record.model_copy(update={"number": "87654321"})
    assert assess(low, entry(), stranger, today=TODAY).level == "蓝"
    assert own_right_hit(entry(), stranger, LADDER) is None


def test_an_ordinary_event_on_the_own_mark_is_no_case():
    assert own_right_hit(entry(), filing(number="12345678", office_code="TMXZSQ"), LADDER) is None


def test_a_verbatim_leak_and_a_phishing_domain_are_red():
    long = Reason(signal="verbatim", text="逐字重合 260 字", value=260, share=1)
    leak = hit(0.5, "unknown", reasons=(long,))
    assert assess(leak, entry(category="TS"), filing(), today=TODAY).level == "红"
    short = hit(0.5, "unknown", reasons=(long.model_copy(update={"value": 150}),))
    assert assess(short, entry(category="TS"), filing(), today=TODAY).level != "红"
    name = DomainName(source="s", native_id="1", text="rongzhiwei.com", has_mx=True)
    brand = entry(aliases=("RongZhiWei",))
    assert assess(hit(0.5, "unknown"), brand, name, today=TODAY).level == "红"
    bare = name.model_copy(update={"has_mx": None})
    assert assess(hit(0.5, "unknown"), brand, bare, today=TODAY).level != "红"


def test_the_sentence_names_cell_factors_day_and_version():
    found = assess(hit(), entry(), published(10), today=TODAY)
    for words in ("严重度 90", "近似 100.0", "14 天以内", "剩 10 天", "→ 红"):
        assert words in found.why
    assert found.policy == LADDER.version and found.deadlines[0].last_day == date(2026, 7, 30)


def test_an_ended_period_is_told_and_counts_as_none():
    found = assess(hit(), entry(), published(-1), today=TODAY)
    assert found.level == "橙" and "届满" in found.why and not found.deadlines


def test_settings_choose_the_day_of_the_transition():
    record = filing(event="published", published_on=date(2026, 11, 20))
    day = date(2026, 12, 25)
    certain = assess(hit(), entry(), record, today=day)
    late = assess(hit(), entry(), record, today=day, policy=SimpleNamespace(transition_policy="arguable"))
    assert (certain.deadlines[0].last_day, late.deadlines[0].last_day) == (
        date(2027, 1, 20),
        date(2027, 2, 20),
    )


def test_a_bare_score_has_a_level():
    assert severity_level(1.0, "TM", "same item") == "橙"
    assert severity_level(0.5, "TM", "same item") == "蓝"
    assert severity_level(0.99, "WKM", "other") == "黄"
    assert severity_level(0.99, "TM", "other") == "蓝"


@pytest.mark.parametrize("threshold", [0.01, 0.5, 0.97, 1.0])
def test_more_likeness_never_lowers(threshold):
    order = [rank(severity_level(n / 100, "WKM", "same item", threshold=threshold)) for n in range(101)]
    assert order == sorted(order)


def test_a_wrong_policy_is_refused_by_field(tmp_path):
    from monitor.risk.policy import FOLDER

    text = (
        next(FOLDER.glob("*.toml"))
        .read_text(encoding="utf-8")
        .replace('["黄", "黄", "橙", "红"]', '["黄", "紫"]')
    )
    bad = tmp_path / "bad.toml"
    bad.write_text(text, encoding="utf-8")
    with pytest.raises(BadSheet, match="table"):
        read_policy(bad)


def test_levels_are_words_of_the_ladder():
    assert isinstance(assess(hit(), entry(), filing(), today=TODAY).level, Level)
