"""Brings the archive up to the database: whatever has a `seq` above its cursor is missing and is put in.

The archive may be away for days: nothing waits for it, and the next run goes on where it stopped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from config.clock import to_db
from config.database import Database
from config.logging import get_logger
from config.schema import records
from monitor.archive.base import Archive, ArchiveError
from monitor.archive.health import note_down, note_up
from monitor.archive.past import past_of

STEP = 500
_log = get_logger(__name__)


def sync_archive(
    database: Database, archive: Archive, now: datetime, *, stop: Callable[[], bool] = lambda: False
) -> Counter[str]:
    """One run of the job: `archived` counts what went in; an ArchiveError ends it as `archive_failed`."""
    done: Counter[str] = Counter()
    try:
        cursor = archive.cursor()
        while not stop():
            taken, cursor = fill(database, archive, cursor)
            done["archived"] += taken
            if not taken:
                break
        note_up(database, archive.place, cursor)
    except ArchiveError as error:
        done["archive_failed"] += 1
        note_down(database, archive.place, now, error)
        _log.warning("archive_waits", reason=str(error), retry=error.retry, at=to_db(now))
    return +done


def fill(database: Database, archive: Archive, cursor: int, step: int = STEP) -> tuple[int, int]:
    """Put in the next records after `cursor`; returns how many, and the cursor after them."""
    with database.read() as conn:
        rows = conn.execute(
            select(records).where(records.c.seq > cursor).order_by(records.c.seq).limit(step)
        ).all()
    if not rows:
        return 0, cursor
    archive.put([past_of(row) for row in rows])
    archive.advance(rows[-1].seq)
    return len(rows), rows[-1].seq
