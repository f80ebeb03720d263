"""The weekly letter: what was checked, what is missing, what was found, what was left out and why, what is due."""

from __future__ import annotations

from alerts.batch import Post
from alerts.compose import Letter, Receiver
from alerts.coverage import Coverage
from alerts.gazette import issue_date
from alerts.letters.blocks import Block, block_letter
from alerts.levels import ORDER, WORDS
from alerts.subscriptions.footing import Footing
from config.clock import local_day, show

QUIET = {
    "judgement": ("先前已排除的同一情形", "settled before"),
    "excluded": ("写在“排除”里的文字", "excluded by the list"),
    "entry": ("监测对象已暂停", "entry paused"),
    "silence": ("静默期内", "silenced"),
    "below": ("低于提示线", "below the line"),
    "reseller": ("正品转售或已授权", "authorised"),
}


def coverage_letter(
    coverage: Coverage, receiver: Receiver, post: Post, *, key: str, footing: Footing
) -> Letter:
    """The letter in the receiver's language."""
    blocks = english(coverage) if receiver.language == "en" else chinese(coverage)
    title = _title_en(coverage) if receiver.language == "en" else _title(coverage)
    tone = "无" if coverage.calm else "黄" if coverage.gaps else "蓝"
    return block_letter(receiver, "coverage", key, title, blocks, post, tone=tone, footing=footing)


def _span(coverage: Coverage) -> str:
    return f"{local_day(coverage.since)} 至 {local_day(coverage.until)}"


def _found(coverage: Coverage) -> str:
    figures = coverage.figures
    if not figures.hits:
        return ""
    levels = "　".join(f"{lv} {figures.by_level[lv]}" for lv in reversed(ORDER) if figures.by_level.get(lv))
    return f"发现疑似近似 {figures.hits} 处" + (f"，新预警：{levels}" if levels else "")


def _title(coverage: Coverage) -> str:
    if coverage.calm:
        return f"每周监测报告 {_span(coverage)}：平安无事"
    parts = [p for p in (f"有 {len(coverage.gaps)} 处缺口" if coverage.gaps else "", _found(coverage)) if p]
    return f"每周监测报告 {_span(coverage)}：{'；'.join(parts)}"


def chinese(coverage: Coverage) -> list[Block]:
    """The parts of the Chinese letter."""
    figures = coverage.figures
    as_of = f" {show(coverage.as_of)}" if coverage.as_of else "不详（有来源从未成功）"
    head = [f"监测对象 {figures.entries} 个，查了 {coverage.records} 条新记录。数据截至{as_of}。"]
    if coverage.calm:
        head.insert(0, "平安无事：下列来源全部查到，没有发现疑似近似。")
    if coverage.gaps:
        head.append("监测有缺口（见下）。缺口补齐之前，不能据此下结论。")
    if found := _found(coverage):
        head.append(found + "。")
    if figures.open_cases:
        head.append(f"未结预警 {figures.open_cases} 件。")
    blocks = [Block("本周", tuple(head))]
    if coverage.gaps:
        blocks.append(Block("缺口", coverage.gaps))
    blocks.append(Block("查了什么", (), _sources(coverage)))
    if figures.quiet:
        left = tuple((QUIET.get(why, (why, why))[0], f"{n} 处") for why, n in sorted(figures.quiet.items()))
        blocks.append(Block("查到但没有提示的，及原因", (), left))
    if coverage.deadlines:
        due = tuple(
            (str(c.deadline.certain_day or c.deadline.last_day) if c.deadline else "", f"{c.label} {c.mark}")
            for c in coverage.deadlines
        )
        blocks.append(Block("接下来的期限（依法最后一日）", (), due))
    return blocks


def _sources(coverage: Coverage) -> tuple[tuple[str, str], ...]:
    table = []
    for line in coverage.sources:
        came = (
            f"{line.received} 次"
            if line.expected is None
            else f"应到 {line.expected} 次，实到 {line.received} 次"
        )
        as_of = f"，截至 {show(line.as_of)}" if line.as_of else ""
        table.append((line.title, f"{line.word}；{came}{as_of}"))
    for number in coverage.issues:
        table.append((f"商标公告第 {number} 期", f"{issue_date(number)}，已收到"))
    return tuple(table)


_STATES_EN = {
    "ok": "ok",
    "empty": "ok, nothing new",
    "blocked": "blocked by the site",
    "failed": "failed",
    "refused": "refused: not as expected",
    "never": "never succeeded",
    "silent": "silent too long",
    "manual": "imported by hand",
}


def _title_en(coverage: Coverage) -> str:
    span = f"{local_day(coverage.since)} to {local_day(coverage.until)}"
    if coverage.calm:
        return f"Weekly report {span}: all quiet"
    gaps, hits = len(coverage.gaps), coverage.figures.hits
    parts = [p for p in (f"{gaps} gap(s)" if gaps else "", f"{hits} similar sign(s)" if hits else "") if p]
    return f"Weekly report {span}: {', '.join(parts)}"


def english(coverage: Coverage) -> list[Block]:
    """The parts of the English letter; names of sources and the gaps stay as they are kept, in Chinese."""
    figures = coverage.figures
    as_of = show(coverage.as_of) if coverage.as_of else "unknown (a source has never succeeded)"
    head = [f"{figures.entries} watched signs, {coverage.records} new records checked. Data as of {as_of}."]
    if coverage.calm:
        head.insert(0, "All quiet: every source below was read, and nothing similar was found.")
    if coverage.gaps:
        head.append("There are gaps (below). Until they are closed, nothing can be concluded.")
    if figures.hits:
        levels = ", ".join(f"{WORDS_EN[lv]} {n}" for lv in reversed(ORDER) if (n := figures.by_level.get(lv)))
        head.append(f"{figures.hits} similar sign(s) found" + (f"; new alerts: {levels}." if levels else "."))
    if figures.open_cases:
        head.append(f"{figures.open_cases} alert(s) still open.")
    table = tuple(
        (
            line.title,
            f"{_STATES_EN.get(line.state, line.state)}, {line.new} new; received {line.received}"
            + (f" of {line.expected}" if line.expected is not None else "")
            + (f"; as of {show(line.as_of)}" if line.as_of else ""),
        )
        for line in coverage.sources
    )
    issues = tuple((f"CN gazette no. {n}", f"{issue_date(n)}, received") for n in coverage.issues)
    blocks = [Block("This week", tuple(head))]
    if coverage.gaps:
        blocks.append(Block("Gaps", coverage.gaps))
    blocks.append(Block("What was checked", (), table + issues))
    if figures.quiet:
        left = tuple((QUIET.get(why, (why, why))[1], str(n)) for why, n in sorted(figures.quiet.items()))
        blocks.append(Block("Found but not reported, and why", (), left))
    if coverage.deadlines:
        due = tuple(
            (str(c.deadline.certain_day or c.deadline.last_day) if c.deadline else "", f"{c.label} {c.mark}")
            for c in coverage.deadlines
        )
        blocks.append(Block("Next deadlines (last day by law)", (), due))
    return blocks


WORDS_EN = {level: {"红": "red", "橙": "orange", "黄": "yellow", "蓝": "blue"}[level] for level in WORDS}
