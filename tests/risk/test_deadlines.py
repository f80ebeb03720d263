"""Published vectors, each row of the tables, each change of law, and what is said where nothing is known."""

import os
import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.risk.calendars import Calendars, shipped_calendars
from monitor.risk.counting import add_months
from monitor.risk.deadlines import deadline, passed
from monitor.risk.rules import RuleBook, UnknownCode, shipped_rules

D = date.fromisoformat
DATED = sorted({rule.code for rule in shipped_rules().rules if rule.n})

VECTORS = [
    ("CN", "2026-01-06", "2026-04-07"),
    ("CN", "2026-02-06", "2026-05-06"),
    ("CN", "2026-03-20", "2026-06-22"),
    ("CN", "2026-06-20", "2026-09-20"),
    ("CN", "2026-06-27", "2026-09-28"),
    ("CN", "2026-07-06", "2026-10-08"),
    ("CN", "2025-11-20", "2026-02-24"),
    ("CN", "2026-09-27", "2026-12-28"),
    ("CN", "2027-01-06", "2027-03-06"),
    ("CN", "2020-07-06", "2020-10-09"),
    ("CN", "2023-12-06", "2024-03-06"),
    ("US", "2026-10-27", "2026-11-27"),
    ("US", "2026-10-13", "2026-11-12"),
    ("US-OPP-CAP", "2026-10-13", "2027-04-12"),
    ("EM", "2026-11-30", "2027-03-01"),
    ("EM-IR", "2026-10-15", "2027-02-15"),
    ("DE-IR", "2026-10-15", "2027-02-01"),
    ("GB", "2026-10-23", "2026-12-23"),
    ("GB-TM7A", "2026-10-23", "2027-01-25"),
    ("JP", "2026-11-02", "2027-01-04"),
    ("KR", "2026-11-02", "2026-12-02"),
    ("IN", "2026-10-31", "2027-03-01"),
    ("EP-OPP", "2026-05-27", "2027-03-01"),
    ("US-PGR", "2026-03-31", "2026-12-31"),
]


@pytest.mark.parametrize(("code", "anchor", "last"), VECTORS)
def test_vector(code, anchor, last):
    assert deadline(code, D(anchor)).last_day == D(last)


def test_add_months_ends_with_the_month():
    assert add_months(D("2027-11-30"), 3) == D("2028-02-29")


def test_a_calendar_without_make_up_days_turns_a_vector_red():
    broken = Calendars(tuple(s.model_copy(update={"open": ()}) for s in shipped_calendars().sheets))
    wrong = [v for v in VECTORS if deadline(v[0], D(v[1]), calendars=broken).last_day != D(v[2])]
    assert ("CN", "2026-06-20", "2026-09-20") in wrong


def test_the_loaded_2027_list_would_move_the_end():
    sheet = (
        shipped_calendars()
        .sheet("CN", 2026)
        .model_copy(update={"id": "cn-2027", "year": 2027, "open": (), "closed": ()})
    )
    with_2027 = Calendars((*shipped_calendars().sheets, sheet))
    assert deadline("CN", D("2027-01-06"), calendars=with_2027).last_day == D("2027-03-08")


@pytest.mark.parametrize(
    ("anchor", "certain", "arguable"),
    [
        ("2026-10-06", "2026-12-31", "2027-01-06"),
        ("2026-11-20", "2027-01-20", "2027-02-20"),
        ("2026-12-27", "2027-02-27", "2027-03-27"),
    ],
)
def test_transition_shows_both_days_and_warns_by_the_certain_one(anchor, certain, arguable):
    found = deadline("CN", D(anchor))
    assert (found.certain_day, found.arguable_day) == (D(certain), D(arguable))
    assert found.last_day == D(certain) and found.act_by < D(certain)
    assert "transition-unclear" in found.basis and found.confidence == "待定"
    assert deadline("CN", D(anchor), transition_policy="arguable").last_day == D(arguable)


#: code, day before, on, after each change of law with the right end of each
CHANGES = [
    ("CN", "2026-09-30", "2026-12-30", "商标法（2019）第三十三条"),
    ("CN", "2026-10-01", "2026-12-31", "transition-unclear"),
    ("CN", "2026-10-02", "2026-12-31", "transition-unclear"),
    ("CN", "2026-12-31", "2027-02-28", "transition-unclear"),
    ("CN", "2027-01-01", "2027-03-01", "商标法（2026）第三十六条"),
    ("CN", "2027-01-02", "2027-03-02", "商标法（2026）第三十六条"),
    ("CN", "2019-10-31", "2020-02-03", "商标法（2013）第三十三条"),
    ("CN", "2019-11-01", "2020-02-03", "商标法（2019）第三十三条"),
    ("CN-IR", "2026-12-31", "2027-04-01", "第四十五条"),
    ("CN-IR", "2027-01-01", "2027-04-01", "待修订"),
    ("CN-IR", "2027-01-02", "2027-04-01", "待修订"),
    ("KR", "2025-07-21", "2025-09-22", "第60条"),
    ("KR", "2025-07-22", "2025-08-21", "2025-07-22"),
    ("KR", "2025-07-23", "2025-08-22", "2025-07-22"),
    ("VN", "2026-03-31", "2026-08-31", "越南"),
    ("VN", "2026-04-01", "2026-07-01", "越南"),
    ("VN", "2026-04-02", "2026-07-02", "越南"),
    ("CN-GI", "2024-02-01", "2024-04-01", "局令第80号"),
    ("VN-OPP", "2026-04-01", "2026-10-01", "越南"),
]


@pytest.mark.parametrize(("code", "anchor", "last", "basis"), CHANGES)
def test_each_side_of_a_change_of_law(code, anchor, last, basis):
    found = deadline(code, D(anchor))
    assert found.last_day == D(last) and basis in found.basis


@pytest.mark.parametrize(("code", "day"), [("CN-GI", "2024-01-31"), ("VN-OPP", "2026-03-31")])
def test_a_missing_rule_gives_no_date_and_says_so(code, day):
    found = deadline(code, D(day))
    assert found.last_day is found.act_by is None
    assert "没有可用的规则" in found.note and found.confidence == "待定"


@pytest.mark.parametrize("code", ["RU", "KZ"])
def test_a_row_without_a_period_gives_no_date_and_says_so(code):
    found = deadline(code, D("2026-05-06"))
    assert found.last_day is None and "没有可计算的期限" in found.note
    assert not passed(found, D("2099-01-01"))


def test_an_unknown_code_is_an_error_not_a_date():
    with pytest.raises(UnknownCode, match="没有代码"):
        deadline("XX-NOPE", D("2026-01-06"))


OPPOSITION_CODES = (
    "CN CN-IR CN-GI US US-66a EM EM-IR GB JP KR TW HK MO IN AU NZ CA SG MY PH TH VN ID KH LA MM AE SA BH"
    " KW OM QA IL TR EG ZA NG KE MA PK BD LK BR MX AR CL CO PE EC DE DE-IR FR BX ES PT IT PL HU CZ GR IE AT"
    " SE NO CH DK FI UA RU KZ"
)
CLOCKS = (
    "CN-INV-REL CN-INV-ABS CN-NONUSE CN-NONUSE-DEF CN-OPP-EVID CN-OPP-DEF CN-REFUSAL CN-RENEW CN-COURT US-S8"
    " US-CANC EM-ACQ GB-INV JP-INV KR-INV WO-DEP WO-RENEW PRIORITY-TM PRIORITY-PAT EP-OPP US-PGR US-IPR US-3P"
    " JP-OPP KR-CANC DE-OPP FR-OPP TR-OPP BR-NUL AU-OPP IL-OPP IN-PRE IN-POST VN-OPP CN-3PO CN-INVAL"
    " CN-INV-ADD CN-ANN CN-RESTORE TW-INV US-DC-ANS US-TRO US-337-RESP US-337-TARGET US-TTAB-ANS"
    " UPC-PO UPC-SOD EM-NONUSE/OPP UDRP URS CNDRP EU-CUSTOMS CN-CUSTOMS CN-ECOM-15 DMCA-CN DE-INJ"
)


@pytest.mark.parametrize("code", (OPPOSITION_CODES + " " + CLOCKS).split())
def test_every_row_of_the_tables_answers_in_either_case(code):
    upper, lower = deadline(code, D("2026-05-06")), deadline(code.lower(), D("2026-05-06"))
    assert upper == lower
    assert upper.basis and upper.title
    assert (upper.last_day is None) == (upper.act_by is None)
    if upper.last_day is None:
        assert upper.note


def test_the_first_column_is_whole():
    kept = {r.code for r in shipped_rules().rules if r.route == "opposition" and "延期" not in r.title}
    assert kept == set(OPPOSITION_CODES.split())


#: one period each, from a Wednesday in an ordinary week, so that only the length is tested
LENGTHS = {
    "HK": "2026-06-04", "MO": "2026-05-04", "NZ": "2026-06-04", "CA": "2026-05-04", "PH": "2026-04-03",
    "TH": "2026-05-03", "ID": "2026-05-04", "KH": "2026-06-02", "LA": "2026-05-03", "AE": "2026-04-03",
    "QA": "2026-05-03", "IL": "2026-06-04", "TR": "2026-05-04", "EG": "2026-05-03", "ZA": "2026-06-04",
    "NG": "2026-05-04", "KE": "2026-05-03", "LK": "2026-06-04", "MX": "2026-04-04", "AR": "2026-04-03",
    "CO": "2026-04-15", "BX": "2026-05-04", "IT": "2026-06-04", "ES": "2026-05-04", "SE": "2026-06-04",
    "DK": "2026-05-04", "FI": "2026-05-04", "UA": "2026-06-04", "TW": "2026-06-04", "AU": "2026-05-04",
}  # fmt: skip


@pytest.mark.parametrize(("code", "last"), LENGTHS.items())
def test_length_of_each_period(code, last):
    assert deadline(code, D("2026-03-04")).last_day == D(last)


dates = st.dates(min_value=D("2000-01-01"), max_value=D("2040-12-31"))


@settings(deadline=None, max_examples=400)
@given(code=st.sampled_from(DATED), anchor=dates)
def test_never_earlier_than_the_anchor_and_open_when_the_calendar_is_known(code, anchor):
    found = deadline(code, anchor)
    rule = shipped_rules().find(code, anchor)
    if found.last_day is None:
        assert rule is None
        return
    assert anchor <= found.act_by <= found.last_day
    assert not shipped_calendars().closed(rule.roll_rule, found.last_day)
    if found.arguable_day:
        assert found.certain_day <= found.arguable_day


@settings(deadline=None, max_examples=200)
@given(code=st.sampled_from(DATED), anchor=dates)
def test_without_any_calendar_no_end_is_later(code, anchor):
    bare = deadline(code, anchor, calendars=Calendars(()))
    full = deadline(code, anchor)
    if full.last_day:
        assert bare.last_day <= full.last_day and not bare.rolled
        if full.calendar and "不顺延" not in full.calendar:
            assert "暂定" in bare.calendar


def test_an_unknown_year_is_marked_and_does_not_roll():
    found = deadline("CN", D("2027-01-06"))
    assert found.last_day.weekday() == 5 and not found.rolled
    assert "cn-2027 缺失" in found.calendar and "暂定" in found.note


def test_passed_only_after_the_last_day():
    found = deadline("CN", D("2026-07-06"))
    assert not passed(found, found.last_day)
    assert passed(found, found.last_day + timedelta(days=1))


def test_the_preparation_days_are_working_days():
    found = deadline("CN", D("2026-07-06"))  # ends 10-08, behind the holiday week
    assert found.act_by == D("2026-09-17")
    assert deadline("UDRP", D("2026-07-06")).act_by > D("2026-07-06")


def test_two_starts_take_the_later_end():
    assert deadline("US-3P", D("2026-01-08"), anchor2=D("2026-09-09")).last_day == D("2026-09-09")
    assert deadline("US-3P", D("2026-01-08"), anchor2=D("2026-03-09")).last_day == D("2026-07-08")


def test_the_time_zone_of_the_server_changes_nothing():
    program = (
        "from datetime import date\nfrom monitor.risk.deadlines import deadline\n"
        "print([str(deadline(c, date(2026, 7, 6)).last_day) for c in ('CN', 'US', 'JP', 'BR')])"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "TZ": zone}, capture_output=True, check=True
        ).stdout
        for zone in ("UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Shanghai")
    }
    assert len(seen) == 1 and b"2026-10-08" in seen.pop()


def test_overlapping_rules_are_refused():
    rules = shipped_rules().versions("CN")
    with pytest.raises(ValueError, match="重叠"):
        RuleBook([rules[0].model_copy(update={"valid_to": None}), *rules[1:]])
    with pytest.raises(ValueError, match="重复"):
        RuleBook([*rules, rules[0]])
