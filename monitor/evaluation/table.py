"""Scores of many records against many entries, kept sparse: a pair outside the candidates scores nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawlers.records import Filing, Listing
from monitor.evaluation.scorer import Scorer
from watchlists.entries import WatchEntry


@dataclass(frozen=True)
class Scored:
    """One record against one entry."""

    record: int
    entry_id: str
    score: float


def score_all(
    records: Iterable[Filing | Listing], entries: Sequence[WatchEntry], scorer: Scorer
) -> list[Scored]:
    """Every candidate pair with its score, by record and then by entry."""
    marks = [scorer.mark(entry) for entry in entries]
    candidates = scorer.candidates(marks)
    table = []
    for number, record in enumerate(records):
        sign = scorer.sign(record)
        for position in candidates(sign):
            table.append(Scored(number, entries[position].id, scorer.score(marks[position], sign)))
    return table


def entries_of(entries: Iterable[WatchEntry | None]) -> list[WatchEntry]:
    """The union by id, in order of first appearance."""
    union: dict[str, WatchEntry] = {}
    for entry in entries:
        if entry is not None:
            union.setdefault(entry.id, entry)
    return list(union.values())
