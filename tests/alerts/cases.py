"""Findings made by hand, and an office that takes them through the stages; shared by this floor's tests."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from alerts import receivers, stages
from alerts.batch import Batch, Finding, Post
from alerts.decisions import Actor
from alerts.model import Advice, AlignedPair, Deadline, Hit, Level, Reason, Risk
from config.clock import to_db
from config.database import next_number
from config.schema import entries, outbox, records
from config.settings import Settings
from crawlers.records import Filing, Record
from watchlists.entries import WatchEntry

OFFICER = Actor("officer:desk@office.test", "officer", "王值班")
DEPUTY = Actor("officer:deputy@office.test", "officer", "李副班")
LEAD = Actor("lead:lead@office.test", "lead", "赵负责")
FIRM = Actor("enterprise:firm@corp.test", "enterprise", "示例企业")


def entry(number: int = 1, **changes: Any) -> WatchEntry:
    """A watched mark of the enterprise at firm@corp.test."""
    facts = {
        "id": f"w-{number}",
        "category": "LZH",
        "text": "锦官糖坊",
        "nice_classes": (30,),
        "owner": "成都锦官糖坊有限公司",
        "receiver": "firm@corp.test",
        "tenant": "corp",
    }
    return WatchEntry(**(facts | changes))


def filing(number: int = 1, **changes: Any) -> Filing:
    """A published application of an invented applicant."""
    facts = {
        "source": "cnipa_gazette_2026",
        "native_id": f"f{number}",
        "text": "锦冠糖坊",
        "number": f"{80000000 + number}",
        "nice_classes": (30,),
        "applicant": "示例贸易行",
        "event": "published",
        "event_on": date(2026, 11, 20),
        "published_on": date(2026, 11, 20),
    }
    return Filing(**(facts | changes))


def risk(level: str = "黄", last_day: date | None = date(2027, 1, 20), **changes: Any) -> Risk:
    """A risk with one deadline and one advice."""
    deadline = Deadline(
        rule_id="CN",
        title="商标异议",
        last_day=last_day,
        certain_day=last_day,
        act_by=date(2027, 1, 6),
        basis="商标法(2026)第三十六条",
        confidence="已核实",
    )
    advice = Advice(
        situation="公告中", action="准备并提出异议", route="异议", needs=("在先注册证明",), basis="第三十六条"
    )
    facts = {
        "level": Level(level),
        "severity": 72.0,
        "urgency": "31–60 日",
        "why": "相似度 0.9 × 同类商品；第 2 行第 2 格",
        "policy": "2026-11",
        "deadlines": (deadline,) if last_day else (),
        "advice": (advice,),
    }
    return Risk(**(facts | changes))


def hit(watched: WatchEntry, record: Record, score: float = 0.91, **changes: Any) -> Hit:
    """A hit with two reasons, one against, and a card."""
    facts = {
        "entry_id": watched.id,
        "record_id": record.record_id,
        "score": score,
        "per_100k": 3.2,
        "threshold": 0.8,
        "alert": score >= 0.8,
        "reasons": (
            Reason(signal="sound", text="第 2 字“官/冠”读音相同", value=1.0, share=2.1, rules=("W04",)),
            Reason(signal="goods", text="商品类别相同（第 30 类）", value=1.0, share=0.9),
            Reason(signal="weak", text="相同部分含常用字“坊”", value=0.4, share=-0.2, rules=("F2",)),
        ),
        "rules": ("W04",),
        "alignment": tuple(
            AlignedPair(
                entry=a, record=b, relation="same" if a == b else "sound", entry_reading=r, record_reading=r
            )
            for a, b, r in zip("锦官糖坊", "锦冠糖坊", ("jin", "guan", "tang", "fang"), strict=True)
        ),
        "model": "test-1",
    }
    return Hit(**(facts | changes))


def finding(watched: WatchEntry, record: Record, **changes: Any) -> Finding:
    """One finding; the entry and record must be in the database before it goes through the stages."""
    facts: dict[str, Any] = {
        "entry": watched,
        "entry_version": 1,
        "record": record,
        "record_revision": 1,
        "hit": hit(watched, record),
        "risk": risk(),
        "mark_key": record.text,
    }
    return Finding(**(facts | changes))


def run(conn: Connection, settings: Settings, findings: list[Finding], now: datetime) -> Counter[str]:
    """Store entries and records, then take the findings through all stages."""
    receivers.sync_people(conn, settings.office, now)
    for one in findings:
        _store(conn, one, now)
    return stages.run(Batch(conn, now, Post(settings), findings))


def _store(conn: Connection, one: Finding, now: datetime) -> None:
    if not conn.execute(select(entries.c.id).where(entries.c.id == one.entry.id)).first():
        conn.execute(
            insert(entries).values(
                id=one.entry.id,
                category=one.entry.category,
                text=one.entry.text,
                tenant=one.entry.tenant,
                receiver=one.entry.receiver,
                status=one.entry.status,
                body=one.entry.model_dump(mode="json"),
                version=one.entry_version,
                updated_at=to_db(now),
            )
        )
    if not conn.execute(select(records.c.id).where(records.c.id == one.record.record_id)).first():
        seq = next_number(conn, "record")
        conn.execute(
            insert(records).values(
                id=one.record.record_id,
                seq=seq,
                kind=one.record.kind,
                source=one.record.source,
                text=one.record.text,
                jurisdiction=one.record.jurisdiction,
                event=one.record.event,
                content_hash=one.record.content_hash(),
                body=one.record.model_dump(mode="json"),
                first_seen=to_db(now),
                last_seen=to_db(now),
            )
        )


def subjects(conn: Connection, receiver: str) -> list[str]:
    """Subjects of the mails queued for a receiver, in order."""
    rows = conn.execute(select(outbox.c.subject).where(outbox.c.receiver == receiver).order_by(outbox.c.id))
    return list(rows.scalars())
