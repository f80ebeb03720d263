"""One mail for a campaign: who stands behind it as far as the records say, and every case that it touches."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from alerts.batch import Post
from alerts.compose import Letter, Receiver
from alerts.headers import clean
from alerts.letters.blocks import Block, block_letter
from alerts.subscriptions.footing import Footing
from alerts.views import CaseView
from crawlers.records import Filing, Listing

_SHOWN = 60


def campaign_letter(
    kind: str,
    row: Row[Any],
    cases: list[CaseView],
    receiver: Receiver,
    post: Post,
    now: datetime,
    *,
    footing: Footing,
) -> Letter:
    """`cases` are those that this receiver may see; the words are the same whether there are others or not."""
    rights = list(dict.fromkeys(hit.entry.text for case in cases for hit in case.hits))
    who = _who(row.kind, cases)
    title = f"同一{kind} 30 天内涉及 {len(rights)} 项权利：{who}"
    lines = tuple(
        f"{case.label}　{case.level}　「{case.mark}」近似「{case.watched}」"
        + (f"　最后一日 {case.deadline.certain_day or case.deadline.last_day}" if case.deadline else "")
        for case in sorted(cases, key=lambda c: c.number)[:_SHOWN]
    )
    rest = (f"另有 {len(cases) - _SHOWN} 件，见各自的预警。",) if len(cases) > _SHOWN else ()
    blocks = [
        Block("线索", (), ((kind, who), ("涉及权利", clean("、".join(rights), 300)))),
        Block(f"有关预警（{len(cases)} 件）", (*lines, *rest)),
        Block("建议", ("可一并研判：多件近似出于同一来头，可作为是否恶意的线索；请核对后再定。",)),
    ]
    numbers = tuple(case.number for case in cases)
    mine = hashlib.sha256(repr(numbers).encode()).hexdigest()[:12]
    key = f"campaign|{row.id}|{receiver.id}|{mine}"
    return block_letter(
        receiver,
        "campaign",
        key,
        clean(title, 120),
        blocks,
        post,
        tone="橙",
        footing=footing,
        alert_ids=numbers,
    )


def _who(kind: str, cases: list[CaseView]) -> str:
    record = cases[0].record
    if isinstance(record, Filing):
        shown = {"applicant": record.applicant, "agent": record.agent}.get(kind, "")
        return clean(shown, 60) or ("同一图片" if kind == "picture" else "同一地址")
    return clean(record.seller, 60) if kind == "shop" and isinstance(record, Listing) else "同一图片"
