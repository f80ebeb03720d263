"""Draws the monthly sample: pairs of the month that the live screen compared and left just below its line."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, func, select

from alerts.memory import party_of
from alerts.redact import redact
from alerts.sampling import BANDS, PER_BAND, WIDTH, Drawn
from alerts.sight import CANARY, is_real_record
from alerts.views import KINDS
from config.clock import SHANGHAI, to_db
from config.schema import alerts, entries, hits, records
from crawlers.records import Filing, Listing, Record, parse_record
from monitor.matching.prepare import prepare_entry, prepare_record
from monitor.matching.score import score
from monitor.screening.index import Index
from watchlists.categories import load_categories
from watchlists.entries import WatchEntry

#: So many records of a month are compared anew; more would cost the day's screening its time.
COMPARED = 5_000


def draw(conn: Connection, month: str, line: float) -> list[Drawn]:
    """Up to PER_BAND pairs from each band below `line`; the same month gives the same sample."""
    chance = random.Random(month)
    rows, total = _records(conn, month, chance)
    if not rows:
        return []
    bands: list[list[tuple[float, WatchEntry, Record]]] = [[] for _ in range(BANDS)]
    known = {entry.id: entry for entry in _entries(conn)}
    index = Index(threshold=max(line - BANDS * WIDTH, 0.01))
    index.add_many((prepare_entry(entry), 0) for entry in known.values())
    for row in rows:
        record = parse_record(row.body)
        if not isinstance(record, Filing | Listing):
            continue
        sign = prepare_record(record)
        for mark in index.candidates(sign):
            number = score(mark, sign)
            band = int((line - number) / WIDTH) if number < line else -1
            if 0 <= band < BANDS and number > 0:
                bands[band].append((number, known[mark.entry.id], record))
    drawn: list[Drawn] = []
    for stratum, pairs in enumerate(bands):
        size = round(len(pairs) * total / len(rows))
        for number, entry, record in chance.sample(pairs, min(PER_BAND, len(pairs))):
            drawn.append(_drawn(number, entry, record, stratum, size))
    return drawn


def _drawn(number: float, entry: WatchEntry, record: Record, stratum: int, size: int) -> Drawn:
    about = f"{KINDS[record.kind]}，{redact(party_of(record)) or '未写申请人'}"
    body = {"mark": redact(record.text), "watched": entry.text, "about": about}
    return Drawn(entry.id, record.record_id, number, stratum, max(size, 1), body)


def _entries(conn: Connection) -> list[WatchEntry]:
    """Entries that the desk may be shown: no secrets, no canary."""
    secret = [c.code for c in load_categories().all if c.rules.secret.value]
    chosen = select(entries.c.body).where(
        entries.c.status == "active", entries.c.tenant != CANARY, entries.c.category.not_in(secret)
    )
    return [WatchEntry.model_validate(body) for body in conn.execute(chosen.order_by(entries.c.id)).scalars()]


def span(month: str) -> tuple[str, str]:
    """The first moment of a month in Chengdu and that of the next, as stored."""
    first = date.fromisoformat(f"{month}-01")
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    moments = (datetime.combine(day, time(), SHANGHAI).astimezone(UTC) for day in (first, following))
    start, end = (to_db(moment) for moment in moments)
    return start, end


def _records(conn: Connection, month: str, chance: random.Random) -> tuple[list[Any], int]:
    start, end = span(month)
    mine = (records.c.first_seen >= start, records.c.first_seen < end, is_real_record())
    ids = list(conn.execute(select(records.c.id).where(*mine).order_by(records.c.seq)).scalars())
    chosen = chance.sample(ids, min(COMPARED, len(ids)))
    rows: list[Any] = []
    for at in range(0, len(chosen), 500):
        rows += conn.execute(select(records).where(records.c.id.in_(chosen[at : at + 500]))).all()
    return rows, len(ids)


def right_hits(conn: Connection, month: str) -> int:
    """Hits of a month that were reported and not called a false alarm."""
    start, end = span(month)
    counted = (
        select(func.count())
        .select_from(hits)
        .join(alerts, alerts.c.id == hits.c.alert_id)
        .where(
            hits.c.created_at >= start,
            hits.c.created_at < end,
            alerts.c.state != "false_positive",
            alerts.c.tenant != CANARY,
        )
    )
    return int(conn.execute(counted).scalar_one())
