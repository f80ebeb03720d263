"""Brings the archive up to the database: whatever has a `seq` above its cursor is missing and is put in.

The archive may be away for days: nothing waits for it, and the next run goes on where it stopped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, func, select

from config.clock import to_db
from config.database import Database
from config.logging import get_logger
from config.schema import records
from monitor.archive.base import Archive, ArchiveError
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
    except ArchiveError as error:
        done["archive_failed"] += 1
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


def missing(conn: Connection, cursor: int) -> int:
    """How many records the archive lacks."""
    return int(conn.execute(select(func.count()).where(records.c.seq > cursor)).scalar_one())


def filled(database: Database, archive: Archive) -> bool:
    """Whether the archive holds as good as all records (99 in 100). Raises ArchiveError."""
    cursor = archive.cursor()
    with database.read() as conn:
        total = int(conn.execute(select(func.count()).select_from(records)).scalar_one())
        return cursor > 0 and 100 * missing(conn, cursor) <= total


def archive_line(database: Database, archive: Archive) -> str:
    """One line for `zhiwei status`: where the archive is, and what it lacks."""
    try:
        cursor = archive.cursor()
    except ArchiveError as error:
        return f"档案不可用（采集与比对照常，恢复后自动补齐）：{error}"
    with database.read() as conn:
        lacking = missing(conn, cursor)
    return f"{archive.place}：" + (f"缺 {lacking} 条，正在自动补齐" if lacking else "已齐")
