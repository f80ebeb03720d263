"""Due sources are crawled, each in a child process; what became of it is recorded, silence included."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from config.clock import from_db, to_db
from config.database import Database, insert_for
from config.logging import get_logger
from config.schema import source_state
from config.settings import Settings, SourceSetting
from crawlers.launch import CrawlResult, start_crawl

_log = get_logger(__name__)


@dataclass(frozen=True)
class CrawlReport:
    """One line for each source that was due."""

    results: tuple[CrawlResult, ...] = ()


def crawl_due(
    database: Database, settings: Settings, now: datetime, stop: threading.Event | None = None
) -> CrawlReport:
    """Crawl each configured source whose time has come, one after the other."""
    results = []
    for source in settings.sources:
        if stop is not None and stop.is_set():
            break
        if _is_due(database, source, now):
            results.append(_crawl(database, settings, source, now, stop))
    return CrawlReport(tuple(results))


def _is_due(database: Database, source: SourceSetting, now: datetime) -> bool:
    with database.read() as conn:
        last = conn.execute(
            select(source_state.c.last_attempt).where(source_state.c.source == source.name)
        ).scalar()
    return last is None or now >= from_db(last) + timedelta(hours=source.every_hours)


def _crawl(
    database: Database,
    settings: Settings,
    source: SourceSetting,
    now: datetime,
    stop: threading.Event | None,
) -> CrawlResult:
    out = settings.path("runs") / f"{source.name}-{now:%Y%m%dT%H%M%S}.jsonl"
    config = _config_file(settings, source)
    result = start_crawl(
        source.name, out, config, options=source.options, state_dir=settings.path("state"), stop=stop
    )
    record_state(database, source.name, result, now)
    _log.info("crawled", source=source.name, state=result.state, reason=result.reason)
    return result


def _config_file(settings: Settings, source: SourceSetting) -> Path | None:
    if not source.config:
        return None
    own = settings.path(source.config)
    return own if own.is_file() else Path(__file__).parents[2] / "config" / "sources" / source.config


def record_state(database: Database, source: str, result: CrawlResult, now: datetime) -> None:
    """Keep `0 new`, `blocked` and `failed` apart; only a published run counts as success."""
    records = result.summary.records if result.summary else 0
    state = ("ok" if records else "empty") if result.state == "done" else result.state
    values = {
        "source": source,
        "last_attempt": to_db(now),
        "state": state,
        "note": result.reason[:500],
        "new_records": records,
    }
    if result.state == "done":
        values |= {"last_success": to_db(now), "alarmed_at": None}
    with database.write() as conn:
        make = insert_for(conn)
        kept = {k: v for k, v in values.items() if k != "source"}
        statement = make(source_state).values(values)
        conn.execute(statement.on_conflict_do_update(index_elements=["source"], set_=kept))
