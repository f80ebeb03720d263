"""Makes the archive anew from the database, beside the old one, which serves until the counts agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from itertools import islice
from multiprocessing import get_context
from typing import Any

from sqlalchemy import Row, func, select

from config.database import Database
from config.schema import records
from monitor.archive.base import Archive, ArchiveError
from monitor.archive.past import Past, past_of

STEP = 20_000  # so many keys are sorted together that the embedded table is written in order
Progress = Callable[[int, int], None]  # (records in, records in all)


def rebuild(
    database: Database, archive: Archive, progress: Progress = lambda done, total: None, *, workers: int = 1
) -> int:
    """Fill a successor and publish it; returns its count. Stopped at any point, the next call goes on.

    Raises ArchiveError, with the old archive untouched, when the counts do not agree.
    """
    successor = archive.successor()
    cursor = successor.cursor()
    total, last = _extent(database)
    done = _extent(database, cursor)[0] if cursor else 0
    progress(done, total)
    pool = ProcessPoolExecutor(workers, get_context("spawn")) if workers > 1 else nullcontext()
    with pool as made:
        for pasts in _pasts(database, cursor, last, made):
            successor.put(pasts)
            successor.advance(pasts[-1].seq)
            done += len(pasts)
            progress(done, total)
    held = successor.count()
    wanted = _extent(database, last)[0]
    if held != wanted:
        raise ArchiveError(
            f"重建后条数不符：数据库 {wanted}，档案 {held}；原档案未动，请加 --restart 再运行"
            f" / counts differ (database {wanted}, archive {held}); the old one is untouched; use --restart",
            retry=True,
        )
    successor.publish()
    return held


def _extent(database: Database, up_to: int | None = None) -> tuple[int, int]:
    """(number of records, highest seq), of all or of those up to a seq."""
    asked = select(func.count(), func.coalesce(func.max(records.c.seq), 0))
    if up_to is not None:
        asked = asked.where(records.c.seq <= up_to)
    with database.read() as conn:
        count, last = conn.execute(asked).one()
    return int(count), int(last)


def _rows(database: Database, cursor: int, last: int) -> Iterator[list[Row[Any]]]:
    while True:
        with database.read() as conn:
            step = list(
                conn.execute(
                    select(records)
                    .where(records.c.seq > cursor, records.c.seq <= last)
                    .order_by(records.c.seq)
                    .limit(STEP)
                )
            )
        if not step:
            return
        yield step
        cursor = step[-1].seq


def _pasts(
    database: Database, cursor: int, last: int, pool: ProcessPoolExecutor | None
) -> Iterator[list[Past]]:
    """Steps in order; keys are made by the pool, a few steps ahead."""
    rows = _rows(database, cursor, last)
    if pool is None:
        yield from (list(map(past_of, step)) for step in rows)
        return
    while ahead := list(islice(rows, 4)):
        making = [pool.submit(_made, [tuple(row) for row in step], tuple(step[0]._fields)) for step in ahead]
        yield from (one.result() for one in making)


class _Plain:
    """A row that can travel to another process."""

    def __init__(self, fields: tuple[str, ...], values: tuple[Any, ...]) -> None:
        self.__dict__.update(zip(fields, values, strict=True))


def _made(rows: list[tuple[Any, ...]], fields: tuple[str, ...]) -> list[Past]:
    return [past_of(_Plain(fields, row)) for row in rows]
