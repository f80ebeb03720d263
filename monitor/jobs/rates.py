"""How rare a likeness is, counted in our own archive: how many archived filings come as near to an entry.

The matcher's table says how many of 100,000 everyday filings reach a score against any mark of that length;
the archive, once it holds enough filings, says it for this very mark. A fixed sample of filings meets each
entry by its keys; the scores over the alert line are kept, with the day and the size of the sample.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from alerts.batch import Finding
from alerts.model import Hit
from config.clock import from_db, local_day, to_db
from config.database import Database, insert_for
from config.logging import get_logger
from config.schema import entries, rates, records
from crawlers.records import Filing
from monitor.archive.base import Archive, ArchiveError
from monitor.archive.past import Past
from monitor.matching.score import DEFAULT_THRESHOLD
from monitor.screening.back import BackScan
from watchlists.entries import WatchEntry

ENOUGH = 50_000  # archived filings from which a count says more than the table
SAMPLE = 50_000  # filings of the sample, at most
ENTRIES = 16  # counted in one run: one search; a hundred thousand take a few days
KEPT = timedelta(days=90)
_ASKED_AT_ONCE = 500
_log = get_logger(__name__)


def _place(seq: Any) -> Any:
    """One of 1,000 scattered places for a number, or for a column of numbers."""
    return seq % 1000 * 379 % 1000


@dataclass(frozen=True)
class Sample:
    """The filings whose `seq` falls among the first `share` of 1,000 scattered places, and their number."""

    share: int
    size: int

    def holds(self, past: Past) -> bool:
        """Whether an archived record belongs to it."""
        return past.kind == "filing" and _place(past.seq) < self.share


def count_rates(
    database: Database, archive: Archive, now: datetime, threshold: float | None = None
) -> Counter[str]:
    """Count for the next entries whose figure is missing, of another version, or old; returns the ledger."""
    line = DEFAULT_THRESHOLD if threshold is None else threshold
    try:
        sample = sample_of(database, archive.cursor())
        due = _due(database, now) if sample is not None else []
        if sample is None or not due:
            return Counter()
        scan = BackScan(archive, line)
        met = list(scan.meet([WatchEntry.model_validate(row.body) for row in due], only=sample.holds))
    except ArchiveError as error:
        _log.warning("archive_waits", reason=str(error), retry=error.retry)
        return Counter(archive_failed=1)
    with database.write() as conn:
        for row, (_, found) in zip(due, met, strict=True):
            _keep(conn, row, sorted(one.score for one in found), sample.size, line, now)
    return Counter(rates_counted=len(due))


def sample_of(database: Database, cursor: int) -> Sample | None:
    """The sample of the filings that the archive holds up to `cursor`; None while they are too few."""
    filings = select(func.count()).where(records.c.kind == "filing", records.c.seq <= cursor)
    with database.read() as conn:
        total = int(conn.execute(filings).scalar_one())
        if total < ENOUGH:
            return None
        share = max(1, min(1000, 1000 * SAMPLE // total))
        chosen = filings.where(_place(records.c.seq) < share)
        return Sample(share, int(conn.execute(chosen).scalar_one()))


def _due(database: Database, now: datetime) -> Sequence[Row[Any]]:
    stale = or_(
        rates.c.entry_id.is_(None),
        rates.c.version != entries.c.version,
        rates.c.counted_at < to_db(now - KEPT),
    )
    with database.read() as conn:
        return conn.execute(
            select(entries)
            .outerjoin(rates, rates.c.entry_id == entries.c.id)
            .where(entries.c.status == "active", stale)
            .order_by(func.coalesce(rates.c.counted_at, ""), entries.c.id)
            .limit(ENTRIES)
        ).all()


def _keep(
    conn: Connection, row: Row[Any], scores: list[float], size: int, line: float, now: datetime
) -> None:
    values = {
        "version": row.version,
        "sampled": size,
        "line": line,
        "scores": scores,
        "counted_at": to_db(now),
    }
    make = insert_for(conn)
    statement = make(rates).values(entry_id=row.id, **values)
    conn.execute(statement.on_conflict_do_update(index_elements=["entry_id"], set_=values))


def state_rates(conn: Connection, findings: Sequence[Finding]) -> None:
    """Replace the table's figure in hits on filings by the count, where there is one for that entry version."""
    wanted = sorted({finding.entry.id for finding in findings})
    known: dict[str, Row[Any]] = {}
    for start in range(0, len(wanted), _ASKED_AT_ONCE):
        step = wanted[start : start + _ASKED_AT_ONCE]
        known |= {row.entry_id: row for row in conn.execute(select(rates).where(rates.c.entry_id.in_(step)))}
    for finding in findings:
        row = known.get(finding.entry.id)
        if row is not None and row.version == finding.entry_version and isinstance(finding.record, Filing):
            finding.hit = counted(finding.hit, row)


def counted(hit: Hit, row: Row[Any]) -> Hit:
    """The hit with its rate by the count; where no filing of the sample came as near, at most half of one."""
    if hit.score < row.line:
        return hit
    near = len(row.scores) - bisect_left(row.scores, hit.score)
    one = 100_000 / row.sampled
    rate = near * one if near else min(hit.per_100k, one / 2)
    about = {"counted_in": row.sampled, "counted_on": local_day(from_db(row.counted_at))}
    return hit.model_copy(update={"per_100k": round(rate, 3), **about})
