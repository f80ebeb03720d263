"""Pair level: each labelled (entry, record) pair scored alone, as the evaluation README defines it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from monitor.evaluation.metrics import average_precision, count, recall_at
from monitor.evaluation.rows import Row
from monitor.evaluation.scorer import Scorer


@dataclass(frozen=True)
class ScoredRow:
    """A row with its entry, and what the matcher made of the pair."""

    row: Row
    score: float

    def line(self) -> dict[str, Any]:
        """The pair as a report shows it."""
        assert self.row.entry is not None
        return {
            "id": self.row.id,
            "mark": self.row.entry.text,
            "record": self.row.record.text,
            "mechanism": self.row.mechanism,
            "label": self.row.label,
            "score": round(self.score, 4),
        }


def score_rows(rows: Sequence[Row], scorer: Scorer) -> list[ScoredRow]:
    """Scores of all rows that have an entry, in file order."""
    return [
        ScoredRow(row, scorer.score(scorer.mark(row.entry), scorer.sign(row.record)))
        for row in rows
        if row.entry is not None
    ]


def summary(scored: Sequence[ScoredRow], threshold: float) -> dict[str, Any]:
    """Precision, recall, F1 at the threshold and average precision."""
    scores, labels = [s.score for s in scored], [s.row.label for s in scored]
    at = count(scores, labels, threshold)
    return {
        "rows": len(scored),
        "positives": sum(labels),
        "precision": at.precision,
        "recall": at.recall,
        "f1": at.f1,
        "ap": average_precision(scores, labels),
    }


def _rates(scored: Sequence[ScoredRow], label: int, threshold: float, word: str) -> dict[str, Any]:
    groups: dict[str, list[float]] = defaultdict(list)
    for one in scored:
        if one.row.label == label:
            groups[one.row.mechanism].append(one.score)
    return {
        name: {"rows": len(scores), word: recall_at(scores, threshold)}
        for name, scores in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    }


def worst(scored: Sequence[ScoredRow], threshold: float, number: int = 20) -> dict[str, list[dict[str, Any]]]:
    """The wanted pairs furthest under the threshold and the unwanted furthest over it."""
    ranked = sorted(scored, key=lambda one: (one.score, one.row.id))
    missed = [one.line() for one in ranked if one.row.label and one.score < threshold]
    false = [one.line() for one in reversed(ranked) if not one.row.label and one.score >= threshold]
    return {"misses": missed[:number], "false_alarms": false[:number]}


def measure(rows: Sequence[Row], scorer: Scorer) -> dict[str, Any]:
    """The pair-level part of a report; contested rows are reported apart."""
    everything = score_rows(rows, scorer)
    clear = [one for one in everything if not one.row.contested]
    kinds = sorted({one.row.kind for one in clear})
    scripts = sorted({one.row.script for one in clear})
    limit = scorer.threshold
    return {
        "threshold": limit,
        "all": summary(clear, limit),
        "by_kind": {kind: summary([o for o in clear if o.row.kind == kind], limit) for kind in kinds},
        "by_script": {name: summary([o for o in clear if o.row.script == name], limit) for name in scripts},
        "recall_by_mechanism": _rates(clear, 1, limit, "recall"),
        "false_alarms_by_mechanism": _rates(clear, 0, limit, "rate"),
        "contested": summary([o for o in everything if o.row.contested], limit),
        "worst": worst(clear, limit),
    }
