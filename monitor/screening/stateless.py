"""Files in, one file of matches out: no database, no clock; the same input gives the same bytes, on any cores."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from alerts.model import Hit
from crawlers.records import Filing, Listing
from monitor.matching.prepare import Mark, Sign, prepare_entry, prepare_record
from monitor.matching.score import DEFAULT_THRESHOLD, score
from monitor.risk.levels import severity_level
from monitor.screening.files import BadRow, RawRow, read_entries, read_raw, record_of
from monitor.screening.index import Index
from monitor.screening.line import compare_at_line, line_of
from monitor.screening.workers import cores, crew
from watchlists.entries import WatchEntry

BATCH = 1000  # records asked of the index in one step
PAYS = 1_000_000  # bytes of records from which starting workers costs less than it saves
Progress = Callable[[int, int], None]  # (bytes of records done, of all)


@dataclass
class Screened:
    """The ledger: rows in = used + bad, for both files."""

    entries: int = 0
    records: int = 0
    matches: int = 0
    alerts: int = 0
    bad: list[BadRow] = field(default_factory=list)


@dataclass
class _Ready:
    """What every worker needs: the entries behind their index, and what their file held."""

    index: Index
    marks: list[Mark]  # empty unless every pair is wanted
    least: float | None
    counted: Screened


@dataclass(frozen=True)
class _Batch:
    """Rows of the file of records; none at all asks for the ledger of the entries."""

    file: str
    rows: tuple[RawRow, ...] = ()

    @property
    def size(self) -> int:
        return sum(len(row.raw) for row in self.rows)


@dataclass(frozen=True)
class _Answer:
    text: str
    counted: Screened
    size: int


def screen_files(
    watchlist: Path,
    records: Path,
    out: Path,
    min_score: float | None = None,
    *,
    workers: int | None = None,
    progress: Progress = lambda done, total: None,
) -> Screened:
    """Write one row for each pair at or over `min_score` (default: the entry's own alert line).

    `workers`: None takes all cores where the input is large enough to pay for it. The output is the same
    for any number. Raises WorkerDied, with `out` as it was.
    """
    total = records.stat().st_size
    count = workers or (cores() if total >= PAYS else 1)
    done, seen = Screened(), 0
    part = out.with_name(out.name + ".part")
    with (
        crew(partial(_ready, watchlist, min_score), _screened, count) as answers,
        part.open("w", encoding="utf-8") as file,
    ):
        for answer in answers(chain((_Batch(records.name),), _batches(records))):
            file.write(answer.text)
            _add(done, answer.counted)
            seen += answer.size
            progress(seen, total)
    part.replace(out)
    return done


def _add(total: Screened, more: Screened) -> None:
    total.entries += more.entries
    total.records += more.records
    total.matches += more.matches
    total.alerts += more.alerts
    total.bad += more.bad


def _batches(path: Path) -> Iterator[_Batch]:
    rows = read_raw(path)
    while step := tuple(islice(rows, BATCH)):
        yield _Batch(path.name, step)


def _ready(watchlist: Path, least: float | None) -> _Ready:
    index = Index(threshold=DEFAULT_THRESHOLD if least is None else max(DEFAULT_THRESHOLD, least))
    # Keys are made for what alerts; a lower line asks for every pair.
    ready = _Ready(index, [], least, Screened())
    if least is not None and least < DEFAULT_THRESHOLD:
        ready.marks += _marks(watchlist, ready.counted)
    else:
        index.add_many((mark, 0) for mark in _marks(watchlist, ready.counted))
    return ready


def _marks(watchlist: Path, counted: Screened) -> Iterator[Mark]:
    for entry in read_entries(watchlist):
        if isinstance(entry, BadRow):
            counted.bad.append(entry)
            continue
        counted.entries += 1
        yield prepare_entry(entry)


def _screened(ready: _Ready, batch: _Batch) -> _Answer:
    if not batch.rows:
        return _Answer("", ready.counted, 0)
    done, good = Screened(), []
    for row in batch.rows:
        record = record_of(batch.file, row)
        if isinstance(record, BadRow):
            done.bad.append(record)
        else:
            good.append(record)
    done.records = len(good)
    lines = []
    for record, hit, entry in _hits(ready, good):
        lines.append(json.dumps(_row(record, entry, hit), ensure_ascii=False) + "\n")
        done.matches += 1
        done.alerts += hit.alert
    return _Answer("".join(lines), done, batch.size)


def _hits(ready: _Ready, good: list[Filing | Listing]) -> Iterator[tuple[Filing | Listing, Hit, WatchEntry]]:
    signs = [prepare_record(record) for record in good]
    near = [_every(ready.marks, sign) for sign in signs] if ready.marks else ready.index.hits_of(signs)
    for sign, group in zip(signs, near, strict=True):
        for mark, value in group:
            if value >= (line_of(mark) if ready.least is None else ready.least):
                yield sign.record, compare_at_line(mark, sign), mark.entry


def _every(marks: list[Mark], sign: Sign) -> list[tuple[Mark, float]]:
    return [(mark, score(mark, sign)) for mark in marks]


def _row(record: Filing | Listing, entry: WatchEntry, hit: Hit) -> dict[str, Any]:
    return {
        "record_id": record.native_id,
        "watch_id": hit.entry_id,
        "score": hit.score,
        "per_100k": hit.per_100k,
        "level": severity_level(hit.score, entry.category, hit.relation, threshold=DEFAULT_THRESHOLD),
        "alert": hit.alert,
        "reasons": [
            {"signal": r.signal, "text": r.text, "value": r.value, "share": r.share, "rules": list(r.rules)}
            for r in hit.reasons
        ],
        "rules": list(hit.rules),
    }
