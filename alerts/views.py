"""What a mail or a page shows of one case, read from the database once and free of markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, select

from alerts.headers import clean
from alerts.levels import WORDS
from alerts.memory import party_of
from alerts.model import Advice, Deadline, Hit, Risk
from alerts.redact import redact
from config.schema import alerts, entries, hits, records
from crawlers.records import Document, Filing, Listing, Record, parse_record
from watchlists.categories import Categories, load_categories
from watchlists.entries import WatchEntry

KINDS = {
    "filing": "商标申请",
    "listing": "商品链接",
    "patent": "专利文献",
    "document": "公开文档",
    "domain": "域名",
}
EVENTS = {
    "filed": "申请",
    "published": "初步审定公告",
    "registered": "注册",
    "renewed": "续展",
    "assigned": "转让",
    "lost": "权利终止",
    "served": "送达",
    "disputed": "争议",
    "seen": "发现",
    "other": "其他事项",
}

_GOODS = ("scope", "scope_step", "fame", "goods", "strongest", "second", "strongest_in_scope")


@cache
def _categories() -> Categories:
    return load_categories()


@dataclass(frozen=True)
class HitView:
    """One watched right and why the record resembles it."""

    entry: WatchEntry
    hit: Hit

    @property
    def category(self) -> str:
        """The category as the office names it."""
        known = _categories().find(self.entry.category)
        return known.zh if known else self.entry.category

    @property
    def rarity(self) -> str:
        """How rare such a resemblance is, as a plain sentence."""
        n, sample = self.hit.per_100k, self.hit.counted_in
        if sample and n * sample < 75_000:  # half of one in the sample stands for none
            return f"本中心档案中抽查的 {sample:,} 件申请里没有一件达到这一近似程度（{self.hit.counted_on} 统计）。"
        if sample:
            basis = f"按本中心档案中 {sample:,} 件申请统计，{self.hit.counted_on}"
            return f"十万件普通申请中约有 {n:.0f} 件达到这一近似程度（{basis}）。"
        if n < 1:
            return "十万件普通申请中不到 1 件达到这一近似程度。"
        return f"十万件普通申请中约有 {n:.0f} 件达到这一近似程度。"

    @property
    def shares(self) -> tuple[tuple[str, int, str], ...]:
        """(reason, share of the positive evidence in per cent, rules), the weightiest first."""
        positive = [r for r in self.hit.reasons if r.share > 0]
        total = sum(r.share for r in positive) or 1.0
        ordered = sorted(positive, key=lambda r: -r.share)
        return tuple((r.text, round(100 * r.share / total), "、".join(r.rules)) for r in ordered)

    @property
    def in_short(self) -> tuple[str, ...]:
        """Two sentences for a list: what a person sees first in the texts, then how near the goods are."""
        plain = [r for r in self.hit.reasons if r.signal not in ("rule", "base") and r.share >= 0]
        goods = [r for r in plain if r.signal.partition(".")[2] in _GOODS]
        texts = [r for r in plain if r not in goods]
        texts.sort(key=lambda r: (r.share > 0, -r.share))  # facts without a share of their own come first
        goods.sort(key=lambda r: -r.share)
        chosen = [*texts[:1], *goods[:1]] if goods else texts[:2]
        return tuple(r.text.rstrip("。") for r in chosen)

    @property
    def cautions(self) -> tuple[str, ...]:
        """What speaks against: fair use, genuine resale, weak words."""
        return tuple(r.text for r in self.hit.reasons if r.share < 0)


@dataclass(frozen=True)
class CaseView:
    """One case as people see it."""

    number: int
    state: str
    level: str
    revision: int
    receiver: str
    desk: str
    record: Record
    risk: Risk
    hits: tuple[HitView, ...]
    outcome: str = ""

    @property
    def label(self) -> str:
        """`A-12`."""
        return f"A-{self.number}"

    @property
    def level_word(self) -> str:
        """What the colour means."""
        return WORDS[self.level]

    @property
    def mark(self) -> str:
        """The record's text on one safe line."""
        return clean(redact(self.record.text), 60)

    @property
    def watched(self) -> str:
        """The watched texts on one safe line."""
        return clean("、".join(dict.fromkeys(h.entry.text for h in self.hits)), 60)

    @property
    def headline(self) -> str:
        """What was found, in one neutral line; a dispute abroad shows its facts instead."""
        if not self.hits:
            return clean(self.record.text, 160)
        return f"「{self.mark}」与「{self.watched}」疑似近似"

    @property
    def source_text(self) -> str:
        """The foreign wording of a dispute, kept beside the summary."""
        return self.record.body if isinstance(self.record, Document) and not self.hits else ""

    @property
    def party(self) -> str:
        """Applicant or seller."""
        return clean(redact(party_of(self.record)), 80)

    @property
    def kind(self) -> str:
        """The office word for this kind of record."""
        return KINDS[self.record.kind]

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Label and value lines of the record."""
        return tuple(
            (name, clean(value if name == "链接" else redact(value), 160))
            for name, value in _facts(self.record)
            if value
        )

    @property
    def deadline(self) -> Deadline | None:
        """The nearest deadline that has a date."""
        dated = [d for d in self.risk.deadlines if d.last_day]
        return min(dated, key=lambda d: d.certain_day or d.last_day or date.max, default=None)

    @property
    def next_step(self) -> Advice | None:
        """The one next step."""
        return self.risk.advice[0] if self.risk.advice else None


def _facts(record: Record) -> list[tuple[str, str]]:
    facts = [("类型", KINDS[record.kind])]
    if isinstance(record, Filing):
        facts += [
            ("申请/注册号", record.number),
            ("国际分类", "、".join(f"第{c}类" for c in record.nice_classes)),
            ("商品/服务", "、".join(record.goods[:6])),
            ("申请人", record.applicant),
            ("代理机构", record.agent),
            ("公告期号", record.issue),
        ]
    elif isinstance(record, Listing):
        price = f"{record.price} {record.currency}" if record.price is not None else ""
        facts += [
            ("平台", record.platform),
            ("店铺", record.seller),
            ("价格", price),
            ("发货地/产地", record.origin),
        ]
    facts += [
        ("事项", EVENTS[record.event] + (f"（{record.event_on}）" if record.event_on else "")),
        ("法域", record.jurisdiction),
        ("来源", record.source),
        ("链接", record.url),
    ]
    return facts


def load(conn: Connection, alert_id: int) -> CaseView:
    """The case A-`alert_id` with all its hits; raises LookupError when there is none."""
    row = conn.execute(select(alerts).where(alerts.c.id == alert_id)).first()
    if row is None:
        raise LookupError(f"没有预警 A-{alert_id} / no alert A-{alert_id}")
    record = conn.execute(select(records.c.body).where(records.c.id == row.record_id)).scalar_one()
    return CaseView(
        number=row.id,
        state=row.state,
        level=row.level,
        revision=row.revision,
        receiver=row.receiver,
        desk=row.desk,
        record=parse_record(record),
        risk=Risk.model_validate(row.risk),
        hits=_hits(conn, alert_id),
        outcome=row.outcome,
    )


def _hits(conn: Connection, alert_id: int) -> tuple[HitView, ...]:
    rows: Sequence[Any] = conn.execute(
        select(hits.c.body.label("hit"), entries.c.body.label("entry"), hits.c.record_revision)
        .join(entries, entries.c.id == hits.c.entry_id)
        .where(hits.c.alert_id == alert_id)
        .order_by(hits.c.record_revision.desc(), hits.c.score.desc(), hits.c.id)
    ).all()
    newest: dict[str, HitView] = {}
    for row in rows:
        entry = WatchEntry.model_validate(row.entry)
        newest.setdefault(entry.id, HitView(entry, Hit.model_validate(row.hit)))
    return tuple(newest.values())
