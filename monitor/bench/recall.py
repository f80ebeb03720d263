"""What the keys and the bound miss, against alerts of every pair found in two stages.

First every pair of every plain mark is bounded, with a line well below that of an alert, and marks of several
forms go through the matcher's own wide pool; what is left is scored by the matcher. No key is used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from monitor.evaluation.rows import read_rows
from monitor.matching.pool import Pool
from monitor.matching.prepare import Mark, Sign, prepare_entry, prepare_record
from monitor.matching.score import DEFAULT_THRESHOLD, score
from monitor.screening.bound import Bound
from monitor.screening.index import Index
from monitor.screening.sketch import OPEN, SKETCH, sketch_of

BELOW = -3.0  # log-odds: the first stage keeps what may come as near as this to an alert
_MARKS = 20_000  # bounded at once


class Yardstick:
    """The alerts of a sign among all marks."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._marks = marks
        self._sketches = np.frombuffer(b"".join(map(sketch_of, marks)), dtype=SKETCH)
        self._plain = np.flatnonzero(self._sketches["kind"] != OPEN)
        self._open = np.flatnonzero(self._sketches["kind"] == OPEN).tolist()
        self._pool = Pool([marks[n] for n in self._open])
        self._bound = Bound()

    def alerts(self, sign: Sign) -> set[str]:
        """Ids of the entries that alert."""
        return {
            self._marks[n].entry.id
            for n in self._near(sign)
            if score(self._marks[n], sign) >= DEFAULT_THRESHOLD
        }

    def _near(self, sign: Sign) -> Iterator[int]:
        for start in range(0, len(self._plain), _MARKS):
            step = self._plain[start : start + _MARKS]
            yield from step[self._bound.may_reach(sign, self._sketches[step], BELOW)].tolist()
        yield from (self._open[n] for n in self._pool.candidates(sign))


def reached(index: Index, marks: Sequence[Mark], asked: Iterable[tuple[str, Sign]]) -> dict[str, Any]:
    """For each way of naming filings (and `planted` for all but `unplanted`): alerts, and those reached."""
    every: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    yardstick = Yardstick(marks)
    for way, sign in asked:
        wanted = yardstick.alerts(sign)
        found = {mark.entry.id for mark, _ in index.hits_of([sign])[0]}
        for group in {way, "planted" if way != "unplanted" else way}:
            every[group][0] += len(wanted)
            every[group][1] += len(wanted & found)
    return {way: _share(*counts) for way, counts in sorted(every.items())}


def _share(wanted: int, found: int) -> dict[str, Any]:
    return {"alerts": wanted, "reached": found, "recall": round(found / wanted, 4) if wanted else None}


def fought(index: Index, file: Path) -> dict[str, Any]:
    """Of the labelled pairs of a file that the matcher alerts, how many are reached among all that `index` holds.

    The entries of the file are put in beside what is there and taken out again. Raises BadRow.
    """
    rows = {f"fought/{n}": row for n, row in enumerate(read_rows(file)) if row.entry is not None}
    marks = {
        name: prepare_entry(row.entry.model_copy(update={"id": name}))
        for name, row in rows.items()
        if row.entry is not None
    }
    signs = {name: prepare_record(row.record) for name, row in rows.items()}
    alerting = [name for name in rows if score(marks[name], signs[name]) >= DEFAULT_THRESHOLD]
    index.add_many((marks[name], 0) for name in rows)
    hits = index.hits_of([signs[name] for name in alerting])
    missed = [
        f"{marks[name].entry.text} / {signs[name].main.raw}"
        for name, group in zip(alerting, hits, strict=True)
        if name not in {mark.entry.id for mark, _ in group}
    ]
    for name in rows:
        index.remove(name)
    return {**_share(len(alerting), len(alerting) - len(missed)), "missed": missed, "among": len(index)}
