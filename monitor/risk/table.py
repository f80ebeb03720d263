"""The whole deadline table as a page of Markdown, made from the data and from nothing else.

`python -m monitor.risk.table` prints it; `docs/deadlines.md` is that output.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from monitor.risk.articles import articles, cite_all, laws
from monitor.risk.calendars import shipped_calendars
from monitor.risk.prep import buffer_for, buffers
from monitor.risk.rules import Rule, anchor_names, jurisdiction_names, shipped_rules
from monitor.risk.sheets import HOME

SECTIONS = (
    ("opposition", "商标异议"),
    ("trademark", "其他商标期限"),
    ("patent", "专利期限"),
    ("dispute", "境外纠纷"),
    ("domain", "域名"),
    ("customs", "海关"),
    ("platform", "平台"),
)
UNITS = {"M": "个月", "D": "日", "WD": "个工作日", "Y": "年", "ANY": "任何时候", "NONE": "无"}
HEAD = (
    "代码",
    "规则",
    "法域",
    "起算",
    "期限",
    "起算规则",
    "顺延",
    "适用起算日",
    "提前",
    "依据",
    "核实程度",
    "延期与说明",
)
PROLOGUE = """# 期限规则一览

本页由 `zhiwei deadline --table` 从 `monitor/risk/rules/`、`monitor/risk/calendars/` 生成，请勿手改。
每条规则以起算日适用当时的法律；「核实程度」只说规则本身，日历的核实程度见末表。「提前」是建议办理日早于
最后一日的工作日数（工程取值，待定）。顺延写 GEN、NONE 的不顺延，取较早日；日历缺年的不顺延并标「暂定」。
This page is generated from the data files; 已核实 = verified, 未核实 = not verified, 待定 = unsettled.
"""


def markdown() -> str:
    """The page: rules by section, the mapping of articles, the buffers, the calendars."""
    parts = [PROLOGUE]
    for route, title in SECTIONS:
        chosen = [rule for rule in shipped_rules().rules if rule.route == route]
        parts.append(f"## {title}（{len(chosen)} 条）\n\n" + _grid(HEAD, map(_cells, chosen)))
    parts.append(_law_tables())
    return "\n".join(parts)


def _cells(rule: Rule) -> tuple[str, ...]:
    day = rule.valid_to or rule.valid_from or laws()[-2].valid_from
    names = jurisdiction_names()
    period = f"{rule.n or ''}{UNITS[rule.unit]}"
    if rule.arguable_n:
        period += f"（另解 {rule.arguable_n}{UNITS[rule.unit]}）"
    buffer = str(buffer_for(rule).working_days) if rule.n else ""
    notes = "；".join(text for text in (rule.who, rule.extension, rule.note) if text)
    return (
        rule.code,
        rule.id,
        names[rule.jurisdiction],
        anchor_names()[rule.anchor],
        period,
        rule.start_rule,
        rule.roll_rule,
        f"{rule.valid_from or '…'} 至 {rule.valid_to or '…'}",
        buffer,
        cite_all(rule.basis, day),
        rule.confidence,
        notes,
    )


def _law_tables() -> str:
    mapping = ((row.label, row.law2019 or "—", row.law2026 or "—") for row in articles().values())
    kept = ((b.jurisdiction, b.route, b.unit or "*", str(b.working_days), b.why) for b in buffers())
    days = (
        (
            s.id,
            s.family,
            str(s.year or f"{s.years[0]}–{s.years[1]}"),
            _yes(s.complete),
            s.confidence,
            s.source,
        )
        for s in shipped_calendars().sheets
    )
    return "\n".join(
        (
            "## 商标法条文对照\n\n" + _grid(("事项", "2013、2019 年商标法", "2026 年商标法"), mapping),
            "## 建议办理提前量\n\n" + _grid(("法域", "程序", "单位", "工作日", "理由"), kept),
            "## 日历\n\n" + _grid(("日历", "顺延规则", "年份", "完整", "核实程度", "来源"), days),
        )
    )


def _yes(flag: bool) -> str:
    return "是" if flag else "否"


def _grid(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [_line(head), _line(("---",) * len(head)), *map(_line, rows)]
    return "\n".join(lines) + "\n"


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        (HOME.parents[1] / "docs" / "deadlines.md").write_text(markdown(), encoding="utf-8")
    else:
        sys.stdout.write(markdown())
