"""The archive that needs no server: a key table in a SQLite file beside the database."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from monitor.archive.base import ArchiveError
from monitor.archive.past import Past
from monitor.screening import keys
from monitor.screening.store import Text, candidates
from monitor.screening.table import TableStore

_NAME = "archive-{:06d}.sqlite"
_APART = "\x1f"
_CACHE_KIB = 65_536
_STEP = 1000


class EmbeddedArchive:
    """See Archive. `folder` holds `archive-000001.sqlite` and so on: the highest that is published serves.

    Publishing is one committed fact inside the new file, so that no moment is without a whole archive.
    """

    def __init__(self, folder: Path, begun: Path | None = None) -> None:
        self._folder, self._begun = folder, begun
        self.place = f"内置 {folder.name}/"
        self._lock = threading.RLock()
        self._table: TableStore | None = None
        self._file = folder / _NAME.format(1)

    @contextmanager
    def _opened(self) -> Iterator[TableStore]:
        with self._lock:
            try:
                yield self._current()
            except sqlite3.OperationalError as error:
                raise ArchiveError(
                    f"内置档案 {self._file} 读写失败：{error}；请看磁盘空间与权限"
                    f" / embedded archive {self._file}: {error}",
                    retry=True,
                ) from error
            except sqlite3.DatabaseError as error:
                raise ArchiveError(
                    f"内置档案 {self._file} 已损坏（{error}）：请删除此文件，再运行 zhiwei archive rebuild"
                    f" / embedded archive {self._file} is damaged: delete it and run: zhiwei archive rebuild",
                    retry=False,
                ) from error

    def _current(self) -> TableStore:
        file = self._begun or self._newest()
        if self._table is None or file != self._file:
            self._give_back()
            self._file, self._table = file, _table(file)
            if self._begun is None and self._table.about("published") is None:
                self._table.set_about("published", "1")
                self._table.commit()
        return self._table

    def _newest(self) -> Path:
        """The published file of the highest number; the first one where there is none yet."""
        for file in reversed(self._files()):
            if (self._table is not None and file == self._file) or _published(file):
                return file
        return self._folder / _NAME.format(1)

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("archive-*.sqlite"))

    def _give_back(self) -> None:
        table, self._table = self._table, None
        if table is not None:
            with suppress(
                sqlite3.Error
            ):  # after a rebuild elsewhere its file is gone; nothing was open in it
                table.close()

    def cursor(self) -> int:
        """See Archive."""
        with self._opened() as table:
            return int(table.about("cursor") or 0)

    def put(self, pasts: Sequence[Past]) -> None:
        """See Archive."""
        with self._opened() as table:
            known = table.versions_of([past.record_id for past in pasts])
            newest = {past.record_id: past for past in sorted(pasts, key=lambda p: p.revision)}
            fresh = [past for past in newest.values() if known.get(past.record_id, -1) <= past.revision]
            fresh.sort(key=lambda past: past.seq)
            table.add_many(Text(past.record_id, past.keys, _packed(past), past.revision) for past in fresh)
            table.commit()

    def advance(self, seq: int) -> None:
        """See Archive."""
        with self._opened() as table:
            table.set_about("cursor", str(seq))
            table.commit()

    def count(self) -> int:
        """See Archive."""
        with self._opened() as table:
            return len(table)

    def search(self, asked: Sequence[Sequence[int]], since: str = "") -> list[list[Past]]:
        """See Archive."""
        with self._opened() as table:
            found = candidates(table, asked)
            bodies = [table.bodies(numbers.tolist()) for numbers in found]
        kept = [[_unpacked(body) for body in group if body[:10].decode() >= since] for group in bodies]
        return [sorted(group, key=lambda past: past.seq) for group in kept]

    def scan(self, after: int = 0) -> Iterator[Past]:
        """See Archive. Records are put in by `seq`, and so lie in that order."""
        number, rows = 0, [(0, b"")]
        while rows:
            with self._opened() as table:
                rows = table.after(number, _STEP)
            number = max((row[0] for row in rows), default=number)
            yield from (_unpacked(body) for _, body in rows if _seq(body) > after)

    def successor(self) -> EmbeddedArchive:
        """See Archive."""
        with self._opened():
            serving = self._file
        later = [file for file in self._files() if file > serving]
        number = int(serving.stem.rsplit("-", 1)[1]) + 1
        return EmbeddedArchive(self._folder, later[-1] if later else self._folder / _NAME.format(number))

    def publish(self) -> None:
        """See Archive."""
        if self._begun is None:
            raise ValueError("only a successor is published")
        with self._opened() as table:
            table.set_about("published", "1")
            table.commit()
        self.close()
        for file in self._files():
            if file < self._begun:
                _delete(file)

    def discard(self) -> None:
        """See Archive."""
        if self._begun is None:
            raise ValueError("only a successor is discarded")
        self.close()
        _delete(self._begun)

    def close(self) -> None:
        """See Archive."""
        with self._lock:
            self._give_back()


def _table(file: Path) -> TableStore:
    return TableStore(file, keys.stamp(), cache_kib=_CACHE_KIB)


def _published(file: Path) -> bool:
    conn = sqlite3.connect(file)
    try:
        return conn.execute("SELECT 1 FROM about WHERE name = 'published'").fetchone() is not None
    except sqlite3.OperationalError:  # made a moment ago, still without its tables
        return False
    finally:
        conn.close()


def _delete(file: Path) -> None:
    for name in ("", "-wal", "-shm", ".bloom"):
        file.with_name(file.name + name).unlink(missing_ok=True)


def _packed(past: Past) -> bytes:
    parts = (past.day, str(past.seq), str(past.revision), past.kind, past.record_id, past.body)
    return _APART.join(parts).encode()


def _seq(body: bytes) -> int:
    return int(body.split(_APART.encode(), 2)[1])


def _unpacked(body: bytes) -> Past:
    day, seq, revision, kind, record_id, record = body.decode().split(_APART, 5)
    return Past(record_id, int(seq), int(revision), kind, day, (), record)
