"""One measurement of screening: rounds of all methods in turn, ratios round by round, recall and memory.

Nothing here decides whether a test passes: machines differ, and figures are quoted with their range.
"""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from crawlers.records import Filing
from monitor.bench import names
from monitor.bench.memory import resident_mb
from monitor.bench.planted import planted
from monitor.bench.rivals import FullText, TwoPasses
from monitor.matching.pool import Pool
from monitor.matching.prepare import Mark, Sign, prepare_entry, prepare_record
from monitor.matching.score import DEFAULT_THRESHOLD, score
from monitor.screening import keys
from monitor.screening.index import Index
from monitor.screening.store import Store
from monitor.screening.table import TableStore

Told = Callable[[str], None]


def bench(
    count: int = 10_000,
    records: int = 500,
    *,
    seed: int = 1,
    rounds: int = 3,
    recall: int = 60,
    table: bool = False,
    told: Told = lambda line: None,
) -> dict[str, Any]:
    """Everything that `zhiwei bench` shows; times in microseconds a record.

    `recall`: of so many planted and so many unplanted filings each the alerts of all pairs are counted
    (0: leave out); `table`: keys in a SQLite file instead of in memory.
    """
    with tempfile.TemporaryDirectory() as folder:
        entries = names.entries(count, seed)
        told(f"{count} entries named")
        before, begun = resident_mb(), time.perf_counter()
        index = _filled(entries, Path(folder) / "keys.sqlite" if table else None)
        built = time.perf_counter() - begun
        memory = resident_mb() - before
        told(f"index built in {built:.1f} s, {memory:.0f} MB")
        marks = [prepare_entry(entry) for entry in entries]
        report: dict[str, Any] = {
            "entries": count,
            "records": records,
            "seed": seed,
            "store": "table" if table else "memory",
            "build_us_an_entry": round(built / count * 1e6, 1),
            "memory_mb": round(memory, 1),
        }
        report |= _race(index, marks, names.filings(records * (rounds + 1), seed + 1), rounds, told)
        if recall:
            report["recall"] = _recall(index, marks, entries, recall, seed, told)
        index.close()
    return report


def _filled(entries: Sequence[Any], file: Path | None) -> Index:
    store: Store | None = None if file is None else TableStore(file, keys.stamp())
    index = Index(store)
    for entry in entries:
        index.add(prepare_entry(entry))
    index.commit()
    return index


def _race(
    index: Index, marks: Sequence[Mark], filings: Sequence[Filing], rounds: int, told: Told
) -> dict[str, Any]:
    passes = TwoPasses([mark.main for mark in marks])
    text = FullText([mark.main for mark in marks])
    times: dict[str, list[float]] = defaultdict(list)
    alerts = scored = 0
    size = len(filings) // (rounds + 1)
    for number in range(rounds + 1):  # the first fills caches and is not counted; each has filings of its own
        part = filings[number * size : (number + 1) * size]
        signs = [prepare_record(filing) for filing in part]
        few = [sign.main for sign in signs[: max(1, size // 5)]]  # the slow ones see a fifth of the filings
        scored, alerts = 0, 0

        def screened(signs: list[Sign] = signs) -> None:
            nonlocal alerts
            alerts = sum(map(len, index.hits_of(signs)))

        def looked_up(signs: list[Sign] = signs) -> None:
            nonlocal scored
            scored = sum(map(len, index.candidates_of(signs)))

        for name, act, amount in (
            ("screen_us", screened, size),
            ("rapidfuzz_us", lambda few=few: passes.hits(few), len(few)),
            ("fts5_us", lambda few=few: text.hits(few), len(few)),
            ("lookup_again_us", looked_up, size),
        ):
            begun = time.perf_counter()
            act()
            if number:
                times[name].append((time.perf_counter() - begun) / amount * 1e6)
        told(f"round {number} of {rounds}")
    return {
        **{name: _range(values) for name, values in times.items()},
        "ratio_rapidfuzz": _range(
            [a / b for a, b in zip(times["rapidfuzz_us"], times["screen_us"], strict=True)]
        ),
        "ratio_fts5": _range([a / b for a, b in zip(times["fts5_us"], times["screen_us"], strict=True)]),
        "scored_a_record": round(scored / size, 2),
        "alerts_a_record": round(alerts / size, 3),
    }


def _range(values: Sequence[float]) -> dict[str, float]:
    return {"median": round(median(values), 2), "least": round(min(values), 2), "most": round(max(values), 2)}


def _recall(
    index: Index, marks: Sequence[Mark], entries: Sequence[Any], number: int, seed: int, told: Told
) -> dict[str, Any]:
    """Of the alerts that the scorer gives over the matcher's own wide pool, how many the index reaches."""
    pool = Pool(marks)
    told("pool built")
    aimed = [(way, prepare_record(filing)) for way, _, filing in planted(entries, number, seed + 2)]
    plain = [("unplanted", prepare_record(filing)) for filing in names.filings(number, seed + 3)]
    every: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for way, sign in (*plain, *aimed):
        wanted = _alerts(pool, marks, sign)
        reached = {mark.entry.id for mark, _ in index.hits_of([sign])[0]}
        for group in {way, "planted" if way != "unplanted" else way}:
            every[group][0] += len(wanted)
            every[group][1] += len(wanted & reached)
    return {
        way: {"alerts": all_, "reached": got, "recall": round(got / all_, 4) if all_ else None}
        for way, (all_, got) in sorted(every.items())
    }


def _alerts(pool: Pool, marks: Sequence[Mark], sign: Sign) -> set[str]:
    return {marks[n].entry.id for n in pool.candidates(sign) if score(marks[n], sign) >= DEFAULT_THRESHOLD}
