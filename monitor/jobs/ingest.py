"""Run files become records: each line ends as a record, a repeat, a rejection or an ignored row.

A file is known by its SHA-256. Progress is committed with each step, so that a kill costs no line and
counts none twice; the file leaves the folder only after its last line is committed.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update

from alerts.memory import party_of
from config.clock import to_db
from config.database import Database, insert_for, next_number
from config.logging import get_logger
from config.schema import quarantine, records, runs
from crawlers.outcome import Ignored, Outcome, Rejected
from crawlers.records import Record
from crawlers.runfile import RunError, RunSummary, read_run

STEP = 500
_log = get_logger(__name__)


@dataclass
class Intake:
    """What was taken in; inputs = records + repeats + rejected + ignored."""

    inputs: int = 0
    records: int = 0
    repeats: int = 0
    rejected: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    files: int = 0
    unreadable: list[str] = field(default_factory=list)

    def add(self, other: Intake) -> None:
        """Sum up two intakes."""
        self.inputs += other.inputs
        self.records += other.records
        self.repeats += other.repeats
        self.rejected += other.rejected
        self.ignored += other.ignored
        self.files += other.files


def ingest_folder(database: Database, folder: Path, now: datetime) -> Intake:
    """Take in every finished run file of `folder`, oldest name first, and move it to `done/`."""
    total = Intake()
    for file in sorted(folder.glob("*.jsonl")):
        try:
            total.add(ingest_file(database, file, now))
        except RunError as error:
            _move(file, folder / "unreadable")
            total.unreadable.append(str(error))
            _log.error("run_file_unreadable", file=file.name, error=str(error))
            continue
        _move(file, folder / "done")
    return total


def _move(file: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    file.replace(folder / file.name)


def ingest_file(database: Database, file: Path, now: datetime) -> Intake:
    """Take in one run file, going on where an earlier try was stopped. Raises RunError."""
    summary, outcomes = read_run(file)
    run_id, taken, finished = _claim(database, file, summary, now)
    intake = Intake(files=1)
    if finished:
        return intake
    rest = islice(outcomes, taken, None)
    while step := list(islice(rest, STEP)):
        with database.write() as conn:
            intake.add(_take(conn, run_id, step, now))
    with database.write() as conn:
        conn.execute(update(runs).where(runs.c.id == run_id).values(state="done", finished_at=to_db(now)))
    return intake


def _claim(database: Database, file: Path, summary: RunSummary, now: datetime) -> tuple[int, int, bool]:
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    with database.write() as conn:
        row = conn.execute(select(runs).where(runs.c.sha256 == digest)).first()
        if row is not None:
            return row.id, row.inputs, row.state == "done"
        made = conn.execute(
            insert(runs)
            .values(
                source=summary.source,
                file=summary.input or file.name,
                sha256=digest,
                state="reading",
                started_at=to_db(now),
            )
            .returning(runs.c.id)
        )
        return int(made.scalar_one()), 0, False


def _take(conn: Connection, run_id: int, step: list[Outcome], now: datetime) -> Intake:
    intake = Intake(inputs=len(step))
    for outcome in step:
        if isinstance(outcome, Rejected):
            _quarantine(conn, run_id, outcome, now)
            intake.rejected += 1
        elif isinstance(outcome, Ignored):
            intake.ignored[outcome.reason] += 1
        elif _store(conn, run_id, outcome, now):
            intake.records += 1
        else:
            intake.repeats += 1
    row = conn.execute(select(runs).where(runs.c.id == run_id)).one()
    conn.execute(
        update(runs)
        .where(runs.c.id == run_id)
        .values(
            inputs=row.inputs + intake.inputs,
            records=row.records + intake.records,
            repeats=row.repeats + intake.repeats,
            rejected=row.rejected + intake.rejected,
            ignored=dict(Counter(row.ignored) + intake.ignored),
        )
    )
    return intake


def _quarantine(conn: Connection, run_id: int, bad: Rejected, now: datetime) -> None:
    conn.execute(
        insert(quarantine).values(
            run_id=run_id,
            file=bad.file,
            line=bad.line,
            field=bad.field,
            value=bad.value,
            reason_zh=bad.reason_zh,
            reason_en=bad.reason_en,
            raw=bad.raw,
        )
    )


def _store(conn: Connection, run_id: int, record: Record, now: datetime) -> bool:
    """Insert or update; True when it is new or a watched fact changed, and so waits for screening."""
    known = conn.execute(
        select(records.c.content_hash, records.c.revision).where(records.c.id == record.record_id)
    ).first()
    digest = record.content_hash()
    if known is not None and known.content_hash == digest:
        conn.execute(update(records).where(records.c.id == record.record_id).values(last_seen=to_db(now)))
        return False
    make = insert_for(conn)
    row = _row(record, digest, run_id, now) | {"revision": known.revision + 1 if known else 1}
    kept = {k: v for k, v in row.items() if k not in ("id", "seq", "first_seen")}
    seq = kept["seq"] = next_number(conn, "record")  # a change arrives anew, for whoever catches up by seq
    statement = make(records).values(row | {"seq": seq})
    conn.execute(statement.on_conflict_do_update(index_elements=["id"], set_=kept))
    return True


def _row(record: Record, digest: str, run_id: int, now: datetime) -> dict[str, Any]:
    return {
        "id": record.record_id,
        "kind": record.kind,
        "source": record.source,
        "text": record.text,
        "party": party_of(record),
        "jurisdiction": record.jurisdiction,
        "event": record.event,
        "content_hash": digest,
        "body": record.model_dump(mode="json", exclude_defaults=True) | {"kind": record.kind},
        "run_id": run_id,
        "first_seen": to_db(now),
        "last_seen": to_db(now),
    }


def waiting(conn: Connection, limit: int) -> Iterator[Any]:
    """Records whose newest revision has not been screened, in order of arrival."""
    yield from conn.execute(
        select(records)
        .where(records.c.screened_revision < records.c.revision)
        .order_by(records.c.seq)
        .limit(limit)
    ).all()
