"""How long after its start a process with entries in a SQLite key table has screened its first filing.

python benchmarks/restart.py FOLDER [ENTRIES]: the first call builds the database and the key table in the
folder; each later one starts a process of its own and prints seconds and memory.
"""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine

from config.clock import to_db
from config.schema import entries as table
from config.schema import metadata
from crawlers.records import Filing
from monitor.bench import names
from monitor.bench.memory import resident_mb
from monitor.matching.prepare import prepare_entry
from monitor.screening import keys
from monitor.screening.caches import trim
from monitor.screening.index import Index
from monitor.screening.live import LiveScreen
from monitor.screening.table import TableStore

_STEP = 5000


def build(folder: Path, count: int) -> None:
    """The database and the keys of so many invented entries."""
    folder.mkdir(parents=True)
    engine = create_engine(f"sqlite:///{folder / 'base.sqlite'}")
    metadata.create_all(engine)
    moment = to_db(datetime(2026, 1, 1, tzinfo=UTC))
    made = names.entries(count, 1)
    fixed = {"tenant": "", "receiver": "", "status": "active", "version": 1, "back_scanned": 0}
    with engine.begin() as conn:
        for start in range(0, count, _STEP):
            rows = [
                {"id": e.id, "category": e.category, "text": e.text, "body": e.model_dump(mode="json")}
                | fixed
                | {"updated_at": moment}
                for e in made[start : start + _STEP]
            ]
            conn.execute(table.insert(), rows)
    index = Index(TableStore(folder / "keys.sqlite", keys.stamp()))
    index.add_many((prepare_entry(entry), 1) for entry in made)
    index.commit()
    index.close()


def start(folder: Path) -> None:
    """Open, refresh, screen one filing, then a thousand."""
    index = Index(TableStore(folder / "keys.sqlite", keys.stamp()))
    live = LiveScreen(index=index)
    with create_engine(f"sqlite:///{folder / 'base.sqlite'}").connect() as conn:
        changed = live.refresh(conn)
    filing = Filing(source="bench", native_id="1", text="青羊肆", nice_classes=(30,), event="published")
    live.hits([filing])
    print(f"first filing: {time.process_time():.1f} s of processor time, {changed} entries taken in anew")
    live.hits(names.filings(1000, 5))
    trim()
    print(f"after 1,000 more: {resident_mb():.0f} MB")


def main(folder: Path, count: int) -> None:
    """Build once, then start three times."""
    if not folder.exists():
        build(folder, count)
    for _ in range(3):
        begun = time.perf_counter()
        subprocess.run([sys.executable, __file__, "--start", str(folder)], check=True)
        print(f"whole process, thousand filings included: {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    if sys.argv[1] == "--start":
        start(Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1]), int((sys.argv[2:] or ["100000"])[0]))
