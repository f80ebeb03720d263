"""Times the automatic back-scan against one pass of the back-fill, each on its own copy of one installation.

python benchmarks/backfill.py RECORDS ENTRIES scan 1 2     # scan, or a number of workers
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select, update

from alerts.batch import Post
from config.database import Database
from config.schema import hits, records
from config.settings import Settings
from monitor.archive.opening import open_archive
from monitor.archive.sync import sync_archive
from monitor.bench.names import entries, filings
from monitor.jobs.backfill import backfill
from monitor.jobs.backscan import scan_back
from watchlists.store import EntryStore

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


def installed(home: Path, count: int, watched: int) -> Settings:
    """An installation with so many screened and archived records, and entries that have met none of them."""
    from tests.archive.pasts import store

    settings = Settings(home=home, builtin_lists=False)
    database = Database(settings.database_url)
    database.migrate()
    store(
        database, [one.model_copy(update={"native_id": f"n{n}"}) for n, one in enumerate(filings(count, 5))]
    )
    with database.write() as conn:
        conn.execute(update(records).values(screened_revision=1))
        EntryStore().upsert(conn, entries(watched, 6), NOW)
    archive = open_archive(settings)
    sync_archive(database, archive, NOW)
    archive.close()
    database.close()
    return settings


def processor() -> float:
    """Seconds of processor time of this process and its ended children."""
    uses = (resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def main() -> None:
    """One line for each way."""
    count, watched = int(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        settings = installed(Path(folder) / "first", count, watched)
        for way in sys.argv[3:]:
            home = Path(folder) / way
            shutil.copytree(settings.home, home)
            mine = settings.model_copy(update={"home": home})
            database, archive, post = Database(mine.database_url), open_archive(mine), Post(mine)
            wall, used = time.perf_counter(), processor()
            if way == "scan":
                scan_back(database, archive, post, lambda: NOW)
            else:
                backfill(database, archive, count, post, lambda: NOW, workers=int(way))
            wall, used = time.perf_counter() - wall, processor() - used
            with database.read() as conn:
                found = conn.execute(select(func.count()).select_from(hits)).scalar_one()
            print(f"{way}: {wall:.1f} s, {used:.1f} s of processor time, {found} hits", flush=True)
            archive.close()
            database.close()


if __name__ == "__main__":
    main()
