"""The database connection: SQLite (WAL, synchronous=FULL, one writer) or PostgreSQL, behind one door."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

MIGRATIONS = Path(__file__).parent / "migrations"


class DatabaseTooNew(RuntimeError):
    """The database was made by a newer program; this one must not touch it."""


class Database:
    """Transactions on one engine. Writers queue up here, so that SQLite sees one of them at a time.

    The system SQLite may carry the WAL-reset bug (3.7.0–3.51.2), which needs two connections that
    write or checkpoint at one moment: within this process the lock excludes that, and the daemon's
    file lock excludes a second process.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = _engine(url, self.sqlite)
        self._writer = threading.RLock()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that may write; commits at the end, rolls back on any exception."""
        with self._writer, self.engine.begin() as conn:
            yield conn

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading only; takes no write lock."""
        with self.engine.connect() as conn:
            if self.sqlite:
                conn = conn.execution_options(zhiwei_read_only=True)
            yield conn

    def migrate(self) -> None:
        """Bring the schema to this program's version; refuses a database from a newer one."""
        if self.sqlite:
            Path(make_url(self.url).database or "").parent.mkdir(parents=True, exist_ok=True)
        cfg = alembic_config()
        with self._writer, self.engine.begin() as conn:
            cfg.attributes["connection"] = conn
            _refuse_newer(conn, cfg)
            command.upgrade(cfg, "head")

    def close(self) -> None:
        """Give the connections back; the WAL is checkpointed by the last one."""
        self.engine.dispose()


def alembic_config() -> Config:
    """Alembic's configuration, wholly in code."""
    cfg = Config()
    cfg.set_main_option("script_location", str(MIGRATIONS))
    return cfg


def _refuse_newer(conn: Connection, cfg: Config) -> None:
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    current = MigrationContext.configure(conn).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(cfg).walk_revisions()}
    if current is not None and current not in known:
        raise DatabaseTooNew(
            f"数据库版本 {current} 比本程序新，请升级程序。"
            f" / The database (version {current}) is newer than this program; upgrade the program."
        )


def _engine(url: str, sqlite: bool) -> Engine:
    if not sqlite:
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})
    event.listen(engine, "connect", _sqlite_connect)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_connect(dbapi: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    dbapi.isolation_level = None  # transactions begin where _sqlite_begin says
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "mmap_size=0"):
        dbapi.execute(f"PRAGMA {pragma}")


def _sqlite_begin(conn: Connection) -> None:
    # A deferred BEGIN that turns into a writer fails at once with SQLITE_BUSY_SNAPSHOT, whatever the timeout.
    read_only = conn.get_execution_options().get("zhiwei_read_only")
    conn.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def insert_for(conn: Connection) -> Callable[[Table], Any]:
    """The INSERT of this connection's dialect, the one that knows ON CONFLICT."""
    return postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert


def next_number(conn: Connection, name: str) -> int:
    """The next value of the sequence `name`, 1 at first; never handed out twice, gaps only on rollback."""
    row = conn.execute(
        text(
            "INSERT INTO numbers (name, value) VALUES (:n, 1)"
            " ON CONFLICT (name) DO UPDATE SET value = numbers.value + 1 RETURNING value"
        ),
        {"n": name},
    )
    return int(row.scalar_one())


def integrity(database: Database) -> str:
    """`ok`, or what SQLite's own check found; PostgreSQL answers for itself."""
    if not database.sqlite:
        return "ok"
    with database.read() as conn:
        try:
            rows: list[Any] = list(conn.exec_driver_sql("PRAGMA quick_check").scalars())
        except OperationalError as error:
            return str(error)
    return "ok" if rows == ["ok"] else "; ".join(map(str, rows[:5]))
