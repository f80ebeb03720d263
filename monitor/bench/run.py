"""One measurement of screening: rounds of all methods in turn, ratios round by round, recall and memory.

Times are of the processor, not of the clock, since machines are shared. Nothing here decides whether a test
passes: machines differ, and figures are quoted with their range.
"""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from crawlers.records import Filing
from monitor.bench import names
from monitor.bench.memory import resident_mb
from monitor.bench.planted import planted
from monitor.bench.recall import fought, reached
from monitor.bench.rivals import FullText, TwoPasses
from monitor.matching.prepare import Form, Mark, Sign, make_form, prepare_entry, prepare_record
from monitor.screening import keys
from monitor.screening.caches import trim
from monitor.screening.index import Index
from monitor.screening.store import Store
from monitor.screening.table import TableStore

Told = Callable[[str], None]
_ROUND = 1000  # filings of the bench's batch where it is not told otherwise
_RIVALS_SEE = 100  # filings of each round at most; they cost the same for each


def bench(
    count: int = 10_000,
    records: int = _ROUND,
    *,
    seed: int = 1,
    rounds: int = 3,
    recall: int = 60,
    table: bool = False,
    rivals: bool = True,
    disputes: Path | None = None,
    told: Told = lambda line: None,
) -> dict[str, Any]:
    """Everything that `zhiwei bench` shows; times in microseconds of processor time a record.

    `recall`: of so many planted and five times as many unplanted filings the alerts of all pairs are counted
    (0: leave out); `table`: keys in a SQLite file instead of in memory; `disputes`: a file of labelled pairs
    that are put among the entries.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "keys.sqlite" if table else None
        idle = _idle()
        begun = time.process_time()
        index = _filled(count, seed, file)
        report: dict[str, Any] = {
            "entries": count,
            "records": records,
            "seed": seed,
            "store": "table" if table else "memory",
            "build_us_an_entry": round((time.process_time() - begun) / count * 1e6, 1),
            "idle_mb": round(idle, 1),
        }
        told(f"index of {count} entries: {report['build_us_an_entry']} us an entry")
        report["memory_mb"] = round(_after_work(index, seed) - idle, 1)
        told(f"{report['memory_mb']} MB above the idle process")
        forms = [make_form(entry.text) for entry in names.stream(count, seed)] if rivals else []
        trim()
        report |= _race(index, forms, names.filings(2 * records * (rounds + 1), seed + 1), rounds, told)
        if recall:
            report["recall"] = _recall(index, count, recall, seed)
        if disputes is not None:
            report["fought"] = fought(index, disputes)
        index.close()
    return report


def _idle() -> float:
    """Memory of a process that has every table in use and watches almost nothing."""
    few = names.entries(40, 1)
    index = Index()
    index.add_many((prepare_entry(entry), 0) for entry in few)
    aimed = [filing for *_, filing in planted(few, 300, 3)]
    index.hits_of([prepare_record(filing) for filing in (*aimed, *names.filings(300, 99))])
    trim()
    return resident_mb()


def _after_work(index: Index, seed: int) -> float:
    index.hits_of([prepare_record(filing) for filing in names.filings(200, seed + 7)])
    trim()
    return resident_mb()


def _filled(count: int, seed: int, file: Path | None) -> Index:
    store: Store | None = None if file is None else TableStore(file, keys.stamp())
    index = Index(store)
    index.add_many((mark, 0) for mark in _marks(count, seed))
    index.commit()
    return index


def _marks(count: int, seed: int) -> Iterator[Mark]:
    return (prepare_entry(entry) for entry in names.stream(count, seed))


def _race(
    index: Index, forms: Sequence[Form], filings: Sequence[Filing], rounds: int, told: Told
) -> dict[str, Any]:
    """The first round fills caches and is not counted; each has filings of its own."""
    acts: dict[str, Callable[[list[Sign]], int]] = {
        "screen_us": lambda signs: sum(map(len, index.hits_of(signs))),
        "lookup_us": lambda signs: sum(map(len, index.candidates_of(signs))),
    }
    if forms:
        passes, text = TwoPasses(forms), FullText(forms)
        acts["rapidfuzz_us"] = lambda signs: passes.hits([sign.main for sign in signs])
        acts["fts5_us"] = lambda signs: text.hits([sign.main for sign in signs])
    times: dict[str, list[float]] = defaultdict(list)
    found: dict[str, float] = {}
    size = len(filings) // (rounds + 1)
    for number in range(rounds + 1):
        signs = [prepare_record(filing) for filing in filings[number * size : (number + 1) * size]]
        for name, act in acts.items():
            # Halves: what was looked up and scored a moment before would be found in caches.
            part = {"screen_us": signs[: size // 2], "lookup_us": signs[size // 2 :]}
            asked = part.get(name, signs[:_RIVALS_SEE])
            begun = time.process_time()
            found[name] = act(asked) / len(asked)
            if number:
                times[name].append((time.process_time() - begun) / len(asked) * 1e6)
        told(f"round {number} of {rounds}")
    report = {name: _range(values) for name, values in times.items()}
    for rival in ("rapidfuzz", "fts5") if forms else ():
        ratios = [a / b for a, b in zip(times[f"{rival}_us"], times["screen_us"], strict=True)]
        report[f"ratio_{rival}"] = _range(ratios)
    return {**report, "scored_a_record": found["lookup_us"], "alerts_a_record": found["screen_us"]}


def _range(values: Sequence[float]) -> dict[str, float]:
    return {"median": round(median(values), 2), "least": round(min(values), 2), "most": round(max(values), 2)}


def _recall(index: Index, count: int, number: int, seed: int) -> dict[str, Any]:
    entries = names.entries(count, seed)
    aimed = [(way, prepare_record(filing)) for way, _, filing in planted(entries, number, seed + 2)]
    plain = [("unplanted", prepare_record(filing)) for filing in names.filings(5 * number, seed + 3)]
    return reached(index, [prepare_entry(entry) for entry in entries], (*plain, *aimed))
