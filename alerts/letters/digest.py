"""Many cases in one mail: all are counted, the most urgent are shown, each can be decided by its line."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from itertools import pairwise
from typing import Any

from alerts.batch import Post
from alerts.compose import Letter, Receiver
from alerts.letters import render
from alerts.letters.alert import cause_word
from alerts.levels import ORDER, rank
from alerts.views import CaseView
from alerts.words import words_for

SHOWN = 150  # about 2 KiB of HTML each: well under the size limit


def digest_letter(
    cases: list[CaseView],
    numbers: dict[int, str],
    causes: dict[int, str],
    receiver: Receiver,
    post: Post,
    now: datetime,
    *,
    key: str,
    heading: str = "",
    footing: Any = None,
) -> Letter:
    """`numbers` is every case this mail stands for (number → level); `cases` those it shows."""
    by_level = [(lv, n) for lv in reversed(ORDER) if (n := Counter(numbers.values())[lv])]
    ordered = sorted(cases, key=_urgency)
    first = ordered[0]
    shown = {c.number for c in ordered}
    rest = sorted(n for n in numbers if n not in shown)
    reply_to = post.reply_address(receiver, key, now) if receiver.role != "reader" else ""
    headline = heading or f"{len(numbers)} 件预警等待处理"
    text, html = render(
        "digest",
        title=headline,
        headline=headline,
        total=len(numbers),
        by_level=by_level,
        worst=by_level[0][0],
        shown=ordered,
        rest=rest,
        rest_text=_ranges(rest),
        causes={n: cause_word(c) for n, c in causes.items()},
        example=_example(ordered, receiver.role),
        role=receiver.role,
        reply_words=words_for(receiver.role),
        reply_to=reply_to,
        office=post.settings.office.name,
        footing=footing,
    )
    nearest = min((d for c in cases if (d := _day(c))), default="")
    counts = "".join(f"{lv}{n} " for lv, n in by_level).strip()
    return Letter(
        receiver=receiver,
        kind="digest",
        key=key,
        subject=f"【知微 {by_level[0][0]}】{len(numbers)} 件预警（{counts}），首件 {first.label}"
        + (f" 最近期限 {nearest}" if nearest else ""),
        text=text,
        html=html,
        alert_ids=tuple(sorted(numbers)),
        reply_to=reply_to,
    )


def _day(case: CaseView) -> str:
    deadline = case.deadline
    return str(deadline.certain_day or deadline.last_day) if deadline else ""


def _urgency(case: CaseView) -> tuple[int, str, int]:
    return -rank(case.level), _day(case) or "9999", case.number


def _example(cases: list[CaseView], role: str) -> str:
    first = cases[0].label
    if role == "enterprise":
        return f"误报 {first}"
    return f"受理 {first}" + (f"；排除 {cases[1].label} F2" if len(cases) > 1 else "")


def _ranges(numbers: list[int]) -> str:
    """`A-3–A-9、A-12` for sorted numbers."""
    if not numbers:
        return ""
    parts, start = [], numbers[0]
    for here, following in [*pairwise(numbers), (numbers[-1], 0)]:
        if following != here + 1:
            parts.append(f"A-{start}" if start == here else f"A-{start}–A-{here}")
            start = following
    return "、".join(parts)
