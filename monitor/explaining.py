"""`zhiwei explain`: the stored reasons of a hit, and the same number computed again from stored input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from alerts.card import text_card
from alerts.model import Hit
from config.database import Database
from config.schema import hits
from crawlers.records import Filing, Listing, parse_record
from monitor.matching.prepare import prepare_entry, prepare_record
from monitor.matching.score import compare
from watchlists.entries import WatchEntry


@dataclass(frozen=True)
class Explained:
    """One hit as stored, and as computed again."""

    row: int
    entry: WatchEntry
    text: str
    stored: Hit
    again: Hit

    @property
    def same(self) -> bool:
        """Whether the recomputation gives the stored number to the last digit."""
        return self.stored.score == self.again.score and self.stored.reasons == self.again.reasons

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return {
            "hit": self.row,
            "entry": self.entry.id,
            "watched": self.entry.text,
            "text": self.text,
            "stored": self.stored.model_dump(mode="json"),
            "recomputed": self.again.score,
            "same": self.same,
        }

    def lines(self) -> list[str]:
        """For people."""
        hit = self.stored
        shown = [f"近似 {self.row}：「{self.text}」与监测对象「{self.entry.text}」（{self.entry.id}）"]
        card = text_card(hit.alignment)
        shown += [card] if card else []
        for reason in hit.reasons:
            rules = f"，{'、'.join(reason.rules)}" if reason.rules else ""
            shown.append(f"  {reason.share:+.3f}  {reason.text}（值 {reason.value:.3f}{rules}）")
        shown.append(
            f"  得分 {hit.score:.4f}，提示线 {hit.threshold:.4f}（差 {hit.score - hit.threshold:+.4f}）；"
            f"十万件普通申请中约 {hit.per_100k:.1f} 件如此近似（{_basis(hit)}）；模型 {hit.model}"
        )
        shown.append(
            "  重算一致。"
            if self.same
            else f"  重算得 {self.again.score:.4f}：模型或数据表已更新，与存下的不同。"
        )
        return shown


def _basis(hit: Hit) -> str:
    if not hit.counted_in:
        return "据比对模型的频率表"
    return f"据本地档案中 {hit.counted_in:,} 件申请，{hit.counted_on} 统计"


def explain(database: Database, wanted: str) -> list[Explained]:
    """The hit with this number, or all hits of an alert `A-12`; raises LookupError."""
    number = wanted.strip().upper().removeprefix("A-")
    if not number.isdecimal():
        raise LookupError(f"{wanted!r} 不是编号，例如 17 或 A-12 / not a number")
    column = hits.c.alert_id if wanted.strip().upper().startswith("A-") else hits.c.id
    with database.read() as conn:
        rows = conn.execute(select(hits).where(column == int(number)).order_by(hits.c.id)).all()
    if not rows:
        raise LookupError(f"没有 {wanted} / nothing with this number")
    return [_explained(row) for row in rows]


def _explained(row: Any) -> Explained:
    entry = WatchEntry.model_validate(row.input["entry"])
    record = parse_record(row.input["record"])
    if not isinstance(record, Filing | Listing):
        raise LookupError(f"近似 {row.id} 不是商标或商品 / not a filing or listing")
    stored = Hit.model_validate(row.body)
    again = compare(prepare_entry(entry), prepare_record(record), threshold=stored.threshold)
    return Explained(row.id, entry, record.text, stored, again)
