"""Files in, one file of matches out: no database, no clock, the same input gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from alerts.model import Hit
from crawlers.records import Filing, Listing
from monitor.matching.prepare import Mark, prepare_entry, prepare_record
from monitor.matching.score import DEFAULT_THRESHOLD, compare, score
from monitor.risk.levels import severity_level
from monitor.screening.files import BadRow, read_entries, read_records
from monitor.screening.index import Index
from watchlists.entries import WatchEntry

STEP = 500


@dataclass
class Screened:
    """The ledger: rows in = used + bad, for both files."""

    entries: int = 0
    records: int = 0
    matches: int = 0
    alerts: int = 0
    bad: list[BadRow] = field(default_factory=list)


def screen_files(watchlist: Path, records: Path, out: Path, min_score: float | None) -> Screened:
    """Write one row for each pair at or over `min_score` (default: the product's own threshold)."""
    line = DEFAULT_THRESHOLD if min_score is None else min_score
    done = Screened()
    index, marks = _index(watchlist, done)
    part = out.with_name(out.name + ".part")
    with part.open("w", encoding="utf-8") as file:
        for record in _good(records, done):
            for mark, hit in _hits(record, index, marks, line):
                file.write(json.dumps(_row(record, mark.entry, hit), ensure_ascii=False) + "\n")
                done.matches += 1
                done.alerts += hit.alert
    part.replace(out)
    return done


def _index(path: Path, done: Screened) -> tuple[Index, list[Mark]]:
    index, marks = Index(), []
    for entry in read_entries(path):
        if isinstance(entry, BadRow):
            done.bad.append(entry)
            continue
        marks.append(prepare_entry(entry))
        index.add(marks[-1])
        done.entries += 1
    return index, marks


def _good(path: Path, done: Screened) -> Iterator[Filing | Listing]:
    for record in read_records(path):
        if isinstance(record, BadRow):
            done.bad.append(record)
            continue
        done.records += 1
        yield record


def _hits(
    record: Filing | Listing, index: Index, every: list[Mark], line: float
) -> Iterator[tuple[Mark, Hit]]:
    sign = prepare_record(record)
    # Keys are made for what alerts; a lower line asks for every pair.
    for mark in index.candidates(sign) if line >= DEFAULT_THRESHOLD else every:
        if score(mark, sign) >= line:
            yield mark, compare(mark, sign)


def _row(record: Filing | Listing, entry: WatchEntry, hit: Hit) -> dict[str, Any]:
    return {
        "record_id": record.native_id,
        "watch_id": hit.entry_id,
        "score": hit.score,
        "per_100k": hit.per_100k,
        "level": severity_level(hit.score, entry.category, hit.relation, threshold=hit.threshold),
        "alert": hit.alert,
        "reasons": [
            {"signal": r.signal, "text": r.text, "value": r.value, "share": r.share, "rules": list(r.rules)}
            for r in hit.reasons
        ],
        "rules": list(hit.rules),
    }
