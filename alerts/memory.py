"""A person's decision is remembered: on entry, folded mark, party and class, until a day or a change.

It ends by itself, saying why and who had decided, when the filing moves stage, gains a class or changes
owner, a listing's price or sales jump, or the entry or the matching rule changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from alerts.batch import Finding
from config.clock import from_db, show, to_db
from config.schema import judgements
from crawlers.records import Filing, Listing, Record
from watchlists.entries import WatchEntry
from watchlists.names import core_name

_SALES_JUMP = 3.0  # times as many as when judged


def party_of(record: Record) -> str:
    """Applicant or seller, as shown at the source."""
    if isinstance(record, Filing):
        return record.applicant
    return record.seller if isinstance(record, Listing) else ""


def facts_of(record: Record, model: str) -> dict[str, Any]:
    """What a decision rested on besides its key; compared when the record is seen again."""
    facts: dict[str, Any] = {"event": record.event, "model": model.split("+")[0], "record": record.record_id}
    if isinstance(record, Filing):
        facts["classes"] = sorted(record.nice_classes)
    if isinstance(record, Listing):
        facts |= {"price_band": record.price_band, "sales": record.sales}
    return facts


@dataclass(frozen=True)
class Subject:
    """What a judgement is about: one entry and one record, as they were compared."""

    entry: WatchEntry
    entry_version: int
    record: Record
    model: str
    mark_key: str


def remember(
    conn: Connection, subject: Subject, verdict: str, reason: str, who: str, now: datetime, days: int
) -> int:
    """Write a judgement that keeps the same finding quiet for `days`."""
    row = {
        "entry_id": subject.entry.id,
        "entry_version": subject.entry_version,
        "mark_key": subject.mark_key,
        "party_key": core_name(party_of(subject.record)),
        "classes": sorted(getattr(subject.record, "nice_classes", ())),
        "event": subject.record.event,
        "verdict": verdict,
        "reason": reason,
        "who": who,
        "facts": facts_of(subject.record, subject.model),
        "at": to_db(now),
        "until": to_db(now + timedelta(days=days)),
    }
    return int(conn.execute(insert(judgements).values(row).returning(judgements.c.id)).scalar_one())


def standing_judgement(conn: Connection, finding: Finding, now: datetime) -> int:
    """The id of the judgement that keeps this finding quiet, or 0; ends one that no longer stands."""
    mine = select(judgements).where(
        judgements.c.entry_id == finding.entry.id,
        judgements.c.mark_key == finding.mark_key,
        judgements.c.ended_at.is_(None),
    )
    party = core_name(party_of(finding.record))
    for row in conn.execute(mine.order_by(judgements.c.id.desc())):
        if row.party_key != party and row.facts.get("record") != finding.record.record_id:
            continue
        why = _broken(row, finding, party, now)
        if not why:
            return int(row.id)
        finding.reopens = f"{row.who} 于 {show(from_db(row.at))} 排除（{row.reason}），现因{why}重新提示"
        _end(conn, row.id, why, now)
    return 0


def _broken(row: Row[Any], finding: Finding, party: str, now: datetime) -> str:
    then, today = row.facts, facts_of(finding.record, finding.hit.model)
    if row.until and from_db(row.until) <= now:
        return "排除期限已到"
    if row.party_key != party:
        return "申请人或店铺变更"
    if then.get("event") != today["event"] and finding.record.event != "seen":
        return "程序阶段变化"
    if set(today.get("classes", ())) - set(row.classes):
        return "新增类别"
    if row.entry_version != finding.entry_version:
        return "监测对象有修改"
    if then.get("model") != today["model"]:
        return "比对规则有更新"
    return _listing_jump(then, today)


def _listing_jump(then: dict[str, Any], today: dict[str, Any]) -> str:
    if then.get("price_band") != today.get("price_band"):
        return "价格明显变化"
    if (today.get("sales") or 0) > _SALES_JUMP * max(then.get("sales") or 0, 10):
        return "销量大幅上升"
    return ""


def _end(conn: Connection, judgement: int, why: str, now: datetime) -> None:
    conn.execute(
        update(judgements).where(judgements.c.id == judgement).values(ended_at=to_db(now), ended_why=why)
    )
