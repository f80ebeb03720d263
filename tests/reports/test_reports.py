"""Figures are right, secrets stay hidden, hostile names stay text; a missing library costs only the PDF."""

import builtins
from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import load_workbook

from monitor.reports.figures import FEW, build_report
from monitor.reports.plots import plot
from monitor.reports.rows import CaseRow, CoverageRow, Period, Table
from monitor.reports.write import PdfUnavailable, html, write_all, write_pdf, write_xlsx

NOV = Period.month(2026, 11)
NOW = datetime(2026, 12, 1, tzinfo=UTC)
OPENED = datetime(2026, 11, 2, 1, tzinfo=UTC)
HOSTILE = '=cmd|"/c calc"!A1<script>alert(1)</script>\x07\u202e'


def row(number=1, **more):
    return CaseRow(
        **({"number": number, "category": "TM", "level": "黄", "state": "new", "opened_at": OPENED} | more)
    )


def report(rows, coverage=(), period=NOV, now=NOW):
    return build_report(rows, coverage, period, now)


def table(found, key):
    return next(one for one in found.tables if one.key == key)


def lines(found, key):
    return {line[0]: line[1:] for line in table(found, key).rows}


def test_a_period_is_a_calendar_span_in_chengdu():
    last_minute = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
    assert NOV.holds(last_minute) and not NOV.holds(last_minute + timedelta(minutes=1))
    assert (Period.month(2026, 12).last, Period.month(2028, 2).last) == (
        date(2026, 12, 31),
        date(2028, 2, 29),
    )
    assert [label for label, _, _ in Period.year(2026).steps()] == [f"{m} 月" for m in range(1, 13)]


@pytest.mark.parametrize("period", [NOV, Period.year(2026), Period.month(2027, 2)])
def test_the_columns_of_the_course_cover_each_day_once(period):
    days = [
        first + timedelta(days=n) for _, first, last in period.steps() for n in range((last - first).days + 1)
    ]
    assert days == [period.first + timedelta(days=n) for n in range((period.last - period.first).days + 1)]


def test_counts_by_each_view():
    rows = [
        row(1, level="红", district="郫都区", zone="中国川菜产业城", industry="绿色食品", category="GI"),
        row(2, level="黄", district="郫都区", jurisdiction="TH", desk="overseas", outcome="异议已提出"),
        row(3, level="蓝", outcome="误报"),
        row(4, opened_at=OPENED - timedelta(days=40)),
    ]
    found = report(rows)
    assert dict(found.figures)["预警"] == "3"
    assert lines(found, "district") == {"郫都区": (2, "66.7%", 1), "未填写": (1, "33.3%", 0)}
    assert lines(found, "jurisdiction") == {"中国": (2, "66.7%", 1), "泰国": (1, "33.3%", 0)}
    assert lines(found, "desk")["海外应对"][0] == 1
    assert lines(found, "level")["红"] == (1, "33.3%")
    assert lines(found, "outcome")["未办结"][0] == 1
    assert lines(found, "category")["地理标志"][0] == 1
    for key in ("district", "zone", "industry", "jurisdiction", "desk", "outcome", "level"):
        assert sum(int(line[1]) for line in table(found, key).rows) == 3


def test_time_to_first_decision():
    hours = (2, 4, 100)
    rows = [row(n, decided_at=OPENED + timedelta(hours=h)) for n, h in enumerate(hours)] + [row(9)]
    assert lines(report(rows), "speed")["合计"] == (4, 3, 1, "4.0 小时", "3.4 天")
    assert lines(report([row()]), "speed")["合计"] == (1, 0, 1, "—", "—")


def test_share_decided_before_the_deadline():
    end = date(2026, 11, 20)
    on_the_day = datetime(2026, 11, 20, 15, 59, tzinfo=UTC)  # 23:59 in Chengdu
    rows = [
        row(1, last_day=end, decided_at=on_the_day),
        row(2, last_day=end, decided_at=on_the_day + timedelta(minutes=1)),
        row(3, last_day=end),
        row(4, last_day=date(2026, 12, 25)),  # still open and not late
        row(5, decided_at=on_the_day),
    ]
    assert lines(report(rows), "in_time")["合计"] == (3, 1, 2, "33.3%")


@pytest.mark.parametrize(("secrets", "shown"), [(0, FEW), (1, FEW), (4, FEW), (5, 5), (9, 9)])
def test_secrets_only_as_a_count_from_five_and_nowhere_else(secrets, shown):
    rows = [row(1)] + [
        row(
            10 + n,
            category="TS",
            district="秘密区",
            industry="秘密业",
            jurisdiction="LA",
            outcome="秘密结果",
            level="红",
        )
        for n in range(secrets)
    ]
    found, without = report(rows), report([row(1)])
    assert lines(found, "category")["商业秘密"][0] == shown
    page = html(found)
    assert "秘密区" not in page and "秘密业" not in page and "秘密结果" not in page and "老挝" not in page
    rest = [one for one in found.tables if one.key != "category"]
    assert rest == [one for one in without.tables if one.key != "category"]


def test_a_report_that_counted_secrets_in_a_total_would_be_seen(monkeypatch):
    from monitor.reports import figures

    monkeypatch.setattr(figures, "SECRET", "FB")
    rows = [row(1), row(2, category="TS", district="秘密区")]
    assert "秘密区" in html(report(rows))


def test_coverage_says_what_was_silent():
    sources = [CoverageRow("gazette", 120, 3, OPENED, "正常"), CoverageRow("uspto", 0)]
    found = report([], sources)
    assert lines(found, "coverage")["gazette"] == (120, 3, "2026-11-02 09:00", "正常")
    assert lines(found, "coverage")["uspto"][2] == "从未成功"
    assert "没有预警不等于没有风险" in html(found)


def test_days_to_come_are_not_drawn_as_zero():
    half = report([row()], now=datetime(2026, 11, 10, tzinfo=UTC))
    assert len(table(half, "course").rows) == 3


def test_hostile_names_stay_text_everywhere(tmp_path):
    found = report(
        [row(1, district=HOSTILE, outcome="@SUM(1)", zone="+1", industry="-2")], [CoverageRow(HOSTILE, 1)]
    )
    page = html(found)
    assert "<script" not in page and "\x07" not in page and "\u202e" not in page and "&lt;script&gt;" in page
    write_xlsx(found, tmp_path / "r.xlsx")
    book = load_workbook(tmp_path / "r.xlsx")
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert any(str(cell.value).startswith("=cmd") for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}


def test_the_sheets_hold_numbers_as_numbers(tmp_path):
    write_xlsx(report([row(1, district="郫都区")]), tmp_path / "r.xlsx")
    book = load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames[0] == "概览" and "按区（市）县" in book.sheetnames
    sheet = book["按区（市）县"]
    assert [cell.value for cell in sheet[1]] == ["区（市）县", "预警", "占比", "其中红色"]
    assert (sheet["A2"].value, sheet["B2"].value) == ("郫都区", 1)


def test_plots_draw_each_count_once():
    body = (("红", 4), ("蓝", 2))
    drawn = plot(Table("k", "按级别", ("级别", "预警"), body, plot="bars"))
    assert drawn.count("<rect") == 2 and ">4</text>" in drawn
    assert plot(Table("k", "t", ("a", "b"), (), plot="bars")) == ""
    assert plot(Table("k", "t", ("a", "b"), (("x", FEW),), plot="bars")) == ""


def test_an_empty_period_is_a_report_too():
    page = html(report([]))
    assert "当期没有记录" in page and "2026 年 11 月" in page


def test_all_three_forms(tmp_path):
    pytest.importorskip("weasyprint", exc_type=OSError, reason="Pango is not installed")
    made, missing = write_all(report([row(1, district="郫都区")]), tmp_path / "out", "2026-11")
    assert [path.name for path in made] == ["2026-11.html", "2026-11.xlsx", "2026-11.pdf"] and not missing
    assert made[2].read_bytes().startswith(b"%PDF-")


def test_without_pango_the_other_two_still_come(tmp_path, monkeypatch):
    real = builtins.__import__

    def no_pango(name, *more, **named):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", no_pango)
    made, missing = write_all(report([row()]), tmp_path, "r")
    assert [path.suffix for path in made] == [".html", ".xlsx"]
    assert len(missing) == 1 and "libpango" in missing[0] and "apt install" in missing[0]
    with pytest.raises(PdfUnavailable):
        write_pdf(report([row()]), tmp_path / "x.pdf")


def test_the_same_input_gives_the_same_page():
    rows = [row(n, district=name) for n, name in enumerate(("乙", "甲", "甲", "丙"))]
    assert html(report(rows)) == html(report(list(reversed(rows))))
