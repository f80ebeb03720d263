"""Many new entries against all archived records: the entries are indexed and the archive streams by, once.

Hits and the place reached are one transaction, so that a kill anywhere costs a step and doubles nothing: the
next run goes on with the same entries at that place. Entries that came or changed meanwhile wait for the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice, takewhile
from typing import Any

from sqlalchemy import Connection, Row, func, insert, literal, select, update

from alerts import stages
from alerts.batch import Batch, Post
from config.clock import to_db
from config.database import Database
from config.logging import get_logger
from config.schema import backfill_entries, backfills, entries, records
from monitor.archive.base import Archive, ArchiveError
from monitor.archive.past import Past, compared
from monitor.jobs.meeting import finding_of
from monitor.matching.prepare import prepare_entry, prepare_record
from monitor.matching.score import DEFAULT_THRESHOLD
from monitor.screening.index import Index
from monitor.screening.line import line_of
from monitor.screening.workers import crew
from watchlists.entries import WatchEntry

STEP = 1000
MANY = 1000  # new entries at once from which one pass over the archive costs less than as many searches
_ASKED_AT_ONCE = 500
_WAITING = (entries.c.status == "active", entries.c.back_scanned < entries.c.version)
_log = get_logger(__name__)

Progress = Callable[[int, int], None]  # (records met, records in all)


@dataclass(frozen=True)
class Met:
    """What a step of records met: (record id, ids of the entries over their line), and where it ended."""

    pairs: tuple[tuple[str, tuple[str, ...]], ...]
    size: int
    up_to: int


def is_due(database: Database) -> bool:
    """Whether a back-fill was begun and not finished, or so many entries wait that one is worth it."""
    with database.read() as conn:
        begun = conn.execute(select(backfills.c.id).where(backfills.c.finished_at.is_(None))).first()
        return begun is not None or waiting(conn) > MANY


def waiting(conn: Connection) -> int:
    """How many entries have not met the archive."""
    return int(conn.execute(select(func.count()).select_from(entries).where(*_WAITING)).scalar_one())


def backfill(
    database: Database,
    archive: Archive,
    last: int,
    post: Post,
    clock: Callable[[], datetime],
    threshold: float | None = None,
    *,
    workers: int = 1,
    progress: Progress = lambda done, total: None,
    stop: Callable[[], bool] = lambda: False,
) -> Counter[str]:
    """Let every waiting entry meet every archived record up to the seq `last`, or go on with what was begun.

    Returns the ledger. `last` is the archive's cursor; with several workers `archive` should be one that was
    asked nothing yet, so that no connection is open on both sides of a fork. An ArchiveError ends it as
    `archive_failed`. Raises WorkerDied. `progress` is told after every step.
    """
    done: Counter[str] = Counter()
    row = _begun(database, last, clock())
    if row is not None:
        line = DEFAULT_THRESHOLD if threshold is None else threshold
        for part in _pass(database, archive, row, post, clock, line, workers, progress):
            done += part
            if stop():
                break
    return done


def _begun(database: Database, last: int, now: datetime) -> Row[Any] | None:
    """The back-fill that was begun, else a new one; None when no entry waits."""
    unfinished = select(backfills).where(backfills.c.finished_at.is_(None)).order_by(backfills.c.id)
    with database.read() as conn:
        row = conn.execute(unfinished).first()
        if row is not None or not waiting(conn):
            return row
    with database.write() as conn:
        made = insert(backfills).values(last=last, started_at=to_db(now)).returning(backfills)
        row = conn.execute(made).one()
        members = select(literal(row.id), entries.c.id, entries.c.version).where(*_WAITING)
        columns = ["backfill_id", "entry_id", "version"]
        conn.execute(insert(backfill_entries).from_select(columns, members))
    return row


def _pass(
    database: Database,
    archive: Archive,
    row: Row[Any],
    post: Post,
    clock: Callable[[], datetime],
    line: float,
    workers: int,
    progress: Progress,
) -> Iterator[Counter[str]]:
    """The ledger of each step, and of the end."""
    met, total = _extent(database, row)
    if workers > 1:
        database.close()
    try:
        with crew(partial(_indexed, database.url, row.id, line), _met, workers) as answers:
            for answer in answers(_steps(archive.scan(row.up_to), row.last)):
                with database.write() as conn:
                    counts = _take(conn, row.id, answer, line, post, clock())
                met += answer.size
                progress(met, total)
                yield counts
    except ArchiveError as error:
        _log.warning("archive_waits", reason=str(error), retry=error.retry)
        yield Counter(archive_failed=1)
        return
    with database.write() as conn:
        yield Counter(back_scanned=_finish(conn, row.id, clock()))


def _extent(database: Database, row: Row[Any]) -> tuple[int, int]:
    """(records met before, records in all)."""
    with database.read() as conn:
        counts = [
            int(conn.execute(select(func.count()).where(records.c.seq <= seq)).scalar_one())
            for seq in (row.up_to, row.last)
        ]
    return counts[0], counts[1]


def _current(number: int) -> Any:
    """Those taken along that are still what they were: changed ones wait for the next back-fill."""
    return (
        select(entries)
        .join(backfill_entries, backfill_entries.c.entry_id == entries.c.id)
        .where(
            backfill_entries.c.backfill_id == number,
            backfill_entries.c.version == entries.c.version,
            *_WAITING,
        )
    )


def _indexed(url: str, number: int, line: float) -> tuple[Index, float]:
    """The entries taken along behind their keys; read over a connection of its own, closed at the end."""
    index, database = Index(threshold=line), Database(url)
    with database.read() as conn:
        rows = conn.execute(_current(number).order_by(entries.c.id))
        index.add_many((prepare_entry(WatchEntry.model_validate(row.body)), row.version) for row in rows)
    database.close()
    return index, line


def _steps(scanned: Iterator[Past], last: int) -> Iterator[tuple[Past, ...]]:
    wanted = takewhile(lambda past: past.seq <= last, scanned)
    while step := tuple(islice(wanted, STEP)):
        yield step


def _met(made: tuple[Index, float], step: tuple[Past, ...]) -> Met:
    """In a worker: the pairs of a step over the line."""
    index, line = made
    read = [(past.record_id, record) for past in step if (record := compared(past)) is not None]
    near = index.hits_of([prepare_record(record) for _, record in read])
    over = [
        (record_id, tuple(mark.entry.id for mark, value in group if value >= line_of(mark, line)))
        for (record_id, _), group in zip(read, near, strict=True)
    ]
    return Met(tuple(pair for pair in over if pair[1]), len(step), step[-1].seq)


def _take(conn: Connection, number: int, met: Met, line: float, post: Post, now: datetime) -> Counter[str]:
    wanted = sorted({entry_id for _, ids in met.pairs for entry_id in ids})
    rows = {
        row.id: row
        for start in range(0, len(wanted), _ASKED_AT_ONCE)
        for row in conn.execute(
            _current(number).where(entries.c.id.in_(wanted[start : start + _ASKED_AT_ONCE]))
        )
    }
    asked = (
        finding_of(conn, rows[entry_id], record_id, line, post, now)
        for record_id, ids in met.pairs
        for entry_id in ids
        if entry_id in rows
    )
    findings = [one for one in asked if one is not None]
    counts = stages.run(Batch(conn, now, post, findings)) if findings else Counter[str]()
    conn.execute(
        update(backfills)
        .where(backfills.c.id == number, backfills.c.up_to < met.up_to)
        .values(up_to=met.up_to)
    )
    return counts + Counter(hits=len(findings), met=met.size)


def _finish(conn: Connection, number: int, now: datetime) -> int:
    current = _current(number).with_only_columns(entries.c.id).scalar_subquery()
    done = conn.execute(
        update(entries).where(entries.c.id.in_(current)).values(back_scanned=entries.c.version)
    )
    conn.execute(update(backfills).where(backfills.c.id == number).values(finished_at=to_db(now)))
    return done.rowcount
