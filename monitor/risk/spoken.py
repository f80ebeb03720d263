"""A deadline as people and programs read it: two Chinese sentences, or nine named values."""

from __future__ import annotations

from datetime import date

from alerts.model import Deadline

PUBLISHED = (
    "rule_id",
    "last_day",
    "certain_day",
    "arguable_day",
    "act_by",
    "rolled",
    "basis",
    "calendar",
    "confidence",
)


def as_values(found: Deadline) -> dict[str, str | bool | None]:
    """The nine published values in order; dates in ISO form, None where there is none."""
    body = found.model_dump(include=set(PUBLISHED))
    return {name: _plain(body[name]) for name in PUBLISHED}


def _plain(value: object) -> str | bool | None:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return value
    return str(value) if value else None


def as_sentences(found: Deadline) -> str:
    """Two sentences: the day (or that there is none), then rule, calendar, confidence and notes."""
    return f"{_first(found)}\n{_second(found)}"


def _first(found: Deadline) -> str:
    if found.last_day is None:
        return f"{found.title}：自 {found.anchor} 起算，没有可给出的截止日。"
    spread = ""
    if found.certain_day and found.arguable_day:
        spread = f"（确定不迟于 {found.certain_day}，可争辩至 {found.arguable_day}）"
    moved = "，已顺延至工作日" if found.rolled else ""
    return (
        f"{found.title}：自 {found.anchor} 起算，法定最后一日为 {found.last_day}{spread}{moved}，"
        f"建议不迟于 {found.act_by} 着手。"
    )


def _second(found: Deadline) -> str:
    parts = [f"依据：{found.basis or '无'}，规则 {found.rule_id}，{found.confidence}"]
    if found.calendar:
        parts.append(f"日历：{found.calendar}")
    if found.note:
        parts.append(f"说明：{found.note}")
    return "；".join(parts) + "。"
