"""Retrieval form: every record of the file, and an everyday stream, against all entries of the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from monitor.evaluation.metrics import recall_at, threshold_for
from monitor.evaluation.rows import Row, read_names
from monitor.evaluation.scorer import Scorer
from monitor.evaluation.table import Scored, entries_of, score_all


def _acceptable(row: Row) -> set[str]:
    return set(row.also) | ({row.entry.id} if row.entry else set())


def _found_at(rows: Sequence[Row], table: Sequence[Scored]) -> list[float]:
    """For each row the best score on an entry on which its alert is acceptable."""
    best = [0.0] * len(rows)
    for one in table:
        if one.entry_id in _acceptable(rows[one.record]):
            best[one.record] = max(best[one.record], one.score)
    return best


def _alarms(rows: Sequence[Row], table: Sequence[Scored], hard: bool) -> list[float]:
    """Scores that would be false alarms on innocent rows; an alert that `also` accepts is none."""
    return [
        one.score
        for one in table
        if rows[one.record].label == 0
        and not rows[one.record].contested
        and (rows[one.record].entry is not None) == hard
        and one.entry_id not in rows[one.record].also
    ]


def _per_100(scores: Sequence[float], threshold: float, innocent: int) -> float:
    return 100 * sum(1 for score in scores if score >= threshold) / innocent if innocent else 0.0


def measure(rows: Sequence[Row], scorer: Scorer, stream: Path | None) -> dict[str, Any]:
    """The retrieval part of a report; `stream` is the file of everyday names, None when absent."""
    entries = entries_of(row.entry for row in rows)
    table = score_all([row.record for row in rows], entries, scorer)
    found = _found_at(rows, table)
    wanted = [s for s, row in zip(found, rows, strict=True) if row.label and not row.contested]
    filings = [
        s
        for s, row in zip(found, rows, strict=True)
        if row.label and not row.contested and row.record.kind == "filing"
    ]
    plain, hard = _alarms(rows, table, hard=False), _alarms(rows, table, hard=True)
    innocents = [row for row in rows if row.label == 0 and not row.contested]
    number = sum(1 for row in innocents if row.entry is None)
    limit = scorer.threshold
    report: dict[str, Any] = {
        "entries": len(entries),
        "recall": recall_at(wanted, limit),
        "false_alarms_per_100_ordinary": _per_100(plain, limit, number),
        "false_alarms_per_100_hard": _per_100(hard, limit, len(innocents) - number),
        "recall_at_1_per_100_ordinary": recall_at(wanted, threshold_for(plain, number // 100)),
        "recall_at_1_per_100_all": recall_at(wanted, threshold_for(plain + hard, len(innocents) // 100)),
        "stray_alerts_per_positive": _stray(rows, table, limit),
    }
    if stream is not None:
        report["stream"] = _stream(stream, filings, entries, scorer)
    return report


def _stray(rows: Sequence[Row], table: Sequence[Scored], threshold: float) -> float:
    positives = sum(1 for row in rows if row.label and not row.contested)
    stray = sum(
        1
        for one in table
        if one.score >= threshold
        and rows[one.record].label
        and not rows[one.record].contested
        and one.entry_id not in _acceptable(rows[one.record])
    )
    return stray / positives if positives else 0.0


def _stream(path: Path, filings: Sequence[float], entries: Sequence[Any], scorer: Scorer) -> dict[str, Any]:
    names = list(read_names(path))
    scores = [one.score for one in score_all(names, entries, scorer)]
    limit = threshold_for(scores, len(names) // 100)
    return {
        "names": len(names),
        "threshold_at_1_per_100": limit,
        "filing_recall_at_1_per_100": recall_at(filings, limit),
        "filing_recall_at_default": recall_at(filings, scorer.threshold),
        "alerts_per_100_at_default": _per_100(scores, scorer.threshold, len(names)),
    }
