"""Counts a period: by category, place, industry, level and forum; how soon decided, how often in time.

Secrets are left out of every figure but one count, and that is shown only from five upward, so that no
difference of two figures can tell of a single one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from statistics import median, quantiles

from config.clock import local_day, show
from monitor.reports.rows import CaseRow, Cell, CoverageRow, Period, Report, Table
from monitor.risk.rules import jurisdiction_names
from watchlists.categories import load_categories

SECRET = "TS"
LEAST = 5
FEW = f"少于 {LEAST}"
BLANK = "未填写"
LEVELS = ("红", "橙", "黄", "蓝")
DESKS = {"centre": "保护中心", "overseas": "海外应对"}
NOTES = (
    "红、橙、黄、蓝是本项目的预警分级，不是官方标准；预警只表示疑似近似，不是侵权结论。",
    f"商业秘密只计总数，不足 {LEAST} 件的不显示；其余各表均不含商业秘密。",
    "「首次决定」指有人第一次受理、排除、转办等；「期限前决定」按最近的法定最后一日计。",
    "数字按立案时间归入当期（中国标准时间）。",
)


def build_report(
    rows: Iterable[CaseRow], coverage: Iterable[CoverageRow], period: Period, now: datetime
) -> Report:
    """All figures of `period`; cases opened outside it are left out, `now` closes open periods."""
    every = [row for row in rows if period.holds(row.opened_at)]
    shown = [row for row in every if row.category != SECRET]
    secrets = len(every) - len(shown)
    tables = (
        _course(shown, period, local_day(now)),
        _levels(shown),
        _categories(shown, secrets),
        _counted("district", "按区（市）县", shown, lambda row: row.district),
        _counted("zone", "按产业功能区", shown, lambda row: row.zone),
        _counted("industry", "按产业", shown, lambda row: row.industry),
        _counted("jurisdiction", "按法域", shown, lambda row: _place(row.jurisdiction)),
        _counted("desk", "按承办", shown, lambda row: DESKS.get(row.desk, row.desk)),
        _speed(shown),
        _in_time(shown, now),
        _counted("outcome", "按处理结果", shown, lambda row: row.outcome or "未办结"),
        _coverage(coverage),
    )
    return Report(
        title=f"知识产权风险预警{'年报' if period.yearly else '月报'}（{period.label}）",
        period=period,
        made_at=now,
        figures=_headline(shown, secrets, now),
        tables=tables,
        notes=NOTES,
    )


def suppressed(count: int) -> Cell:
    """A count of secrets as it may be shown."""
    return count if count >= LEAST else FEW


def _headline(rows: Sequence[CaseRow], secrets: int, now: datetime) -> tuple[tuple[str, str], ...]:
    waits = [hours for row in rows if (hours := _hours(row)) is not None]
    due = [row for row in rows if _is_due(row, now)]
    return (
        ("预警", f"{len(rows)}"),
        ("红色", f"{sum(row.level == '红' for row in rows)}"),
        ("已有人决定", f"{len(waits)}"),
        ("首次决定中位", _span(median(waits)) if waits else "—"),
        ("期限前决定", _share(sum(_on_time(row) for row in due), len(due))),
        ("商业秘密", str(suppressed(secrets))),
    )


def _course(rows: Sequence[CaseRow], period: Period, today: date) -> Table:
    """Columns of days that have not come yet are left out."""
    body: list[tuple[Cell, ...]] = []
    for label, first, last in period.steps():
        if first > today:
            break
        within = [row for row in rows if first <= local_day(row.opened_at) <= last]
        body.append((label, len(within), *(sum(r.level == level for r in within) for level in LEVELS)))
    title = "各月预警" if period.yearly else "各周预警"
    return Table("course", title, ("时间", "预警", *LEVELS), tuple(body), plot="columns")


def _levels(rows: Sequence[CaseRow]) -> Table:
    count = Counter(row.level for row in rows)
    body = tuple((level, count[level], _share(count[level], len(rows))) for level in LEVELS)
    return Table("level", "按级别", ("级别", "预警", "占比"), body, plot="bars")


def _categories(rows: Sequence[CaseRow], secrets: int) -> Table:
    known = {category.code: category.zh for category in load_categories().all}
    count = Counter(known.get(row.category, row.category) for row in rows)
    body: list[tuple[Cell, ...]] = [(name, n, _share(n, len(rows))) for name, n in _ordered(count)]
    body.append((known[SECRET], suppressed(secrets), "—"))
    note = "商业秘密不计入总数与占比。"
    return Table("category", "按类别", ("类别", "预警", "占比"), tuple(body), note, plot="bars")


def _counted(key: str, title: str, rows: Sequence[CaseRow], of: Callable[[CaseRow], str]) -> Table:
    count = Counter(of(row) or BLANK for row in rows)
    red = Counter(of(row) or BLANK for row in rows if row.level == "红")
    body = tuple((name, n, _share(n, len(rows)), red[name]) for name, n in _ordered(count))
    return Table(key, title, (title.removeprefix("按"), "预警", "占比", "其中红色"), body, plot="bars")


def _ordered(count: Counter[str]) -> list[tuple[str, int]]:
    return sorted(count.items(), key=lambda pair: (pair[0] == BLANK, -pair[1], pair[0]))


def _speed(rows: Sequence[CaseRow]) -> Table:
    body: list[tuple[Cell, ...]] = []
    for level in (*LEVELS, "合计"):
        chosen = [row for row in rows if level in (row.level, "合计")]
        waits = [hours for row in chosen if (hours := _hours(row)) is not None]
        body.append((level, len(chosen), len(waits), len(chosen) - len(waits), *_quantiles(waits)))
    head = ("级别", "预警", "已决定", "未决定", "用时中位数", "九成不超过")
    return Table("speed", "首次决定用时", head, tuple(body))


def _quantiles(waits: list[float]) -> tuple[str, str]:
    if not waits:
        return "—", "—"
    ninth = quantiles(waits, n=10, method="inclusive")[-1] if len(waits) > 1 else waits[0]
    return _span(median(waits)), _span(ninth)


def _in_time(rows: Sequence[CaseRow], now: datetime) -> Table:
    body: list[tuple[Cell, ...]] = []
    for level in (*LEVELS, "合计"):
        due = [row for row in rows if level in (row.level, "合计") and _is_due(row, now)]
        good = sum(_on_time(row) for row in due)
        body.append((level, len(due), good, len(due) - good, _share(good, len(due))))
    head = ("级别", "有期限且已到期或已决定", "期限前决定", "逾期", "期限前占比")
    return Table("in_time", "期限前决定", head, tuple(body))


def _is_due(row: CaseRow, now: datetime) -> bool:
    """It has a last day, and by now it is either decided or late."""
    return row.last_day is not None and (row.decided_at is not None or local_day(now) > row.last_day)


def _on_time(row: CaseRow) -> bool:
    return bool(row.last_day and row.decided_at and local_day(row.decided_at) <= row.last_day)


def _hours(row: CaseRow) -> float | None:
    if row.decided_at is None:
        return None
    return max(0.0, (row.decided_at - row.opened_at).total_seconds() / 3600)


def _span(hours: float) -> str:
    return f"{hours:.1f} 小时" if hours < 48 else f"{hours / 24:.1f} 天"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "—"


def _place(code: str) -> str:
    return jurisdiction_names().get(code.upper(), code)


def _coverage(rows: Iterable[CoverageRow]) -> Table:
    body = tuple(
        (
            row.source,
            row.records,
            row.rejected,
            show(row.last_success) if row.last_success else "从未成功",
            row.state or BLANK,
        )
        for row in rows
    )
    head = ("数据源", "当期记录", "拒收", "最近成功", "状态")
    return Table("coverage", "数据源覆盖", head, body, "没有预警不等于没有风险：未覆盖的数据源不在此列。")
