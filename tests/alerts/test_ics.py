"""The calendar file reads back, is the same for the same case, and hostile text adds no line to it."""

from datetime import date

from icalendar import Calendar

from alerts.ics import calendar_file
from alerts.model import Deadline

OPPOSITION = Deadline(
    rule_id="CN-OPP-2019",
    title="中国商标异议",
    anchor=date(2026, 7, 6),
    last_day=date(2026, 10, 8),
    act_by=date(2026, 9, 17),
    basis="商标法（2019）第三十三条",
    confidence="已核实",
)


def events(blob):
    return list(Calendar.from_ical(blob).walk("VEVENT"))


def test_both_days_read_back_with_alarms():
    act, last = events(calendar_file("A-12", "A-12 蓉知味", [OPPOSITION]))
    assert (act["dtstart"].dt, last["dtstart"].dt) == (date(2026, 9, 17), date(2026, 10, 8))
    assert str(last["summary"]) == "最后一日：A-12 蓉知味"
    assert "第三十三条（已核实）" in str(last["description"])
    assert [str(a["trigger"].dt) for a in last.walk("VALARM")] == ["-7 days, 0:00:00", "-1 day, 0:00:00"]


def test_the_same_case_gives_the_same_bytes_and_uids():
    one, two = (calendar_file("A-12", "A-12 蓉知味", [OPPOSITION]) for _ in "ab")
    assert one == two
    moved = OPPOSITION.model_copy(update={"last_day": date(2026, 10, 9)})
    later = events(calendar_file("A-12", "A-12 蓉知味", [moved], revision=2))
    assert [e["uid"] for e in later] == [e["uid"] for e in events(one)]
    assert {e["sequence"] for e in later} == {2}


def test_no_date_no_event():
    assert events(calendar_file("A-12", "x", [OPPOSITION.model_copy(update={"last_day": None})])) == []


def test_hostile_titles_add_no_line():
    title = "A-12\r\nEND:VCALENDAR\r\nBEGIN:VEVENT;\u202e," + "长" * 500
    blob = calendar_file("A-12\r\nX:1", title, [OPPOSITION])
    assert len(events(blob)) == 2 and b"\r\nX:1" not in blob
    assert all(len(line) <= 75 for line in blob.split(b"\r\n"))
