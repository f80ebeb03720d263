"""`zhiwei why RECORD`: with which entries a record was compared, and the one reason why it did or did not alert."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from config.clock import from_db, show
from config.database import Database
from config.schema import entries, hits, judgements, records
from crawlers.records import Filing, Listing, parse_record
from monitor.matching.prepare import prepare_entry, prepare_record
from monitor.screening.line import compare_at_line
from watchlists.entries import WatchEntry

NEAREST = 10


@dataclass(frozen=True)
class Why:
    """One entry and the outcome for it."""

    entry: str
    watched: str
    score: float
    threshold: float
    outcome: str

    def line(self) -> str:
        """For people."""
        return f"  {self.score:.3f}（提示线 {self.threshold:.3f}）　{self.watched}（{self.entry}）：{self.outcome}"


@dataclass(frozen=True)
class Answer:
    """All of it: the record, how many entries it met by outcome, and the nearest ones."""

    record: str
    text: str
    screened: bool
    counts: dict[str, int]
    nearest: tuple[Why, ...]

    def lines(self) -> list[str]:
        """For people."""
        state = "已比对" if self.screened else "尚待比对"
        shown = [f"{self.record}　「{self.text}」　{state}"]
        shown += [
            f"与 {sum(self.counts.values())} 个监测对象比较："
            + "　".join(f"{k} {v}" for k, v in self.counts.items())
        ]
        return shown + [one.line() for one in self.nearest]


def why(database: Database, record_id: str) -> Answer:
    """The answer for a record id (`source:number`) or a unique application number; raises LookupError."""
    with database.read() as conn:
        row = _record(conn, record_id)
        record = parse_record(row.body)
        known = {r.entry_id: r for r in conn.execute(select(hits).where(hits.c.record_id == row.id))}
        rows = conn.execute(select(entries.c.body).order_by(entries.c.id)).scalars()
        watched = [WatchEntry.model_validate(body) for body in rows]
        if not isinstance(record, Filing | Listing):
            raise LookupError(f"{row.id} 是{row.kind}，不作文字比对 / not compared by text")
        found = [_one(conn, entry, record, known.get(entry.id)) for entry in watched]
    counts = Counter(one.outcome.partition("：")[0] for one in found)
    ranked = sorted(found, key=lambda one: (-one.score, one.entry))
    done = row.screened_revision >= row.revision
    return Answer(row.id, record.text, done, dict(counts.most_common()), tuple(ranked[:NEAREST]))


def _record(conn: Connection, wanted: str) -> Any:
    rows = conn.execute(select(records).where(records.c.id == wanted)).all()
    if not rows:
        rows = conn.execute(select(records).where(records.c.id.contains(f":{wanted}", autoescape=True))).all()
    if len(rows) != 1:
        raise LookupError(f"没有（或不止一条）记录 {wanted} / no single record of this name")
    return rows[0]


def _one(conn: Connection, entry: WatchEntry, record: Filing | Listing, stored: Any) -> Why:
    hit = compare_at_line(prepare_entry(entry), prepare_record(record))
    return Why(
        entry.id, entry.text, hit.score, hit.threshold, _outcome(conn, entry, record, hit.alert, stored)
    )


def _outcome(
    conn: Connection, entry: WatchEntry, record: Filing | Listing, alerted: bool, stored: Any
) -> str:
    if entry.status != "active":
        return f"对象未启用：{entry.status}"
    if record.text in entry.exclusions:
        return "已列为例外文字"
    if stored is None:
        return "达到提示线，等待下次比对" if alerted else "未达提示线"
    if stored.quiet.startswith("judgement"):
        number = int(stored.quiet.split()[1])
        past = conn.execute(select(judgements).where(judgements.c.id == number)).one()
        return f"已有研判：{past.who} 于 {show(from_db(past.at))} {past.verdict}（{past.reason}）"
    if stored.quiet and not stored.quiet.startswith("silence"):
        return f"未提示：{stored.quiet}"
    hidden = "（静默中，不发信）" if stored.quiet else ""
    return f"已提示：A-{stored.alert_id}{hidden}" if stored.alert_id else "未达提示线"
