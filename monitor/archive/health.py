"""Whether the archive is reachable, since when not, and what it lacks: noted by the job, told in one line."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from config.clock import from_db, show, to_db
from config.database import Database, insert_for
from config.schema import archive_state, records
from config.settings import Settings
from monitor.archive.base import Archive, ArchiveError
from monitor.archive.opening import open_archive

PATIENCE = 3.0  # seconds that a status command waits for a server
_AWAY = "档案不可用（采集与比对照常，恢复后自动补齐）"


def note_up(database: Database, place: str, cursor: int) -> None:
    """The archive answered and holds everything up to `cursor`; writes only what is new."""
    _note(database, place, {"cursor": cursor, "down_since": None, "reason": ""})


def note_down(database: Database, place: str, now: datetime, error: ArchiveError) -> None:
    """The archive failed; the moment of the first failure in a row is kept."""
    known = _known(database, place)
    since = known.down_since if known is not None and known.down_since else to_db(now)
    _note(database, place, {"down_since": since, "reason": str(error)})


def _note(database: Database, place: str, values: dict[str, int | str | None]) -> None:
    known = _known(database, place)
    if known is not None and all(getattr(known, name) == value for name, value in values.items()):
        return
    with database.write() as conn:
        make = insert_for(conn)
        conn.execute(make(archive_state).values(place=place).on_conflict_do_nothing())
        conn.execute(update(archive_state).where(archive_state.c.place == place).values(**values))


def _known(database: Database, place: str) -> Row[Any] | None:
    with database.read() as conn:
        return conn.execute(select(archive_state).where(archive_state.c.place == place)).first()


def missing(conn: Connection, cursor: int) -> int:
    """How many records the archive lacks."""
    return int(conn.execute(select(func.count()).where(records.c.seq > cursor)).scalar_one())


def filled(database: Database, archive: Archive) -> bool:
    """Whether the archive holds as good as all records (99 in 100). Raises ArchiveError."""
    cursor = archive.cursor()
    with database.read() as conn:
        total = int(conn.execute(select(func.count()).select_from(records)).scalar_one())
        return 100 * missing(conn, cursor) <= total


def archive_line(database: Database, archive: Archive) -> str:
    """One line for people: where the archive is, since when it is away, and what it lacks."""
    try:
        return _line(database, archive.place, archive.cursor())
    except ArchiveError as error:
        return _line(database, archive.place, error)


def line_in_time(database: Database, settings: Settings, patience: float = PATIENCE) -> str:
    """As `archive_line`, in at most `patience` seconds, however slow or silent the server is."""
    archive = open_archive(settings, timeout=patience)
    answer = _within(patience, archive)
    if answer is None:
        slow = f"{archive.place}：{patience:g} 秒内没有应答 / no answer within {patience:g} s"
        answer = ArchiveError(slow, retry=True)
    return _line(database, archive.place, answer)


def _within(patience: float, archive: Archive) -> int | ArchiveError | None:
    """The cursor, what the archive said instead, or None when it said nothing in time."""
    said: list[int | ArchiveError] = []

    def ask() -> None:
        try:
            said.append(archive.cursor())
        except ArchiveError as error:
            said.append(error)
        archive.close()

    asking = threading.Thread(target=ask, daemon=True)  # one that hangs does not outlive the command
    asking.start()
    asking.join(patience)
    return said[0] if said else None


def _line(database: Database, place: str, answer: int | ArchiveError) -> str:
    known = _known(database, place)
    cursor = answer if isinstance(answer, int) else known.cursor if known is not None else 0
    with database.read() as conn:
        lacking = missing(conn, cursor)
    since = f"自 {show(from_db(known.down_since))} 起" if known is not None and known.down_since else ""
    if isinstance(answer, ArchiveError):
        return _AWAY + (f"，{since}" if since else "") + f"，缺 {lacking} 条：{answer}"
    back = f"已恢复（{since}曾不可用），" if since else ""
    return f"{place}：{back}" + (f"缺 {lacking} 条，正在自动补齐" if lacking else "已齐")
