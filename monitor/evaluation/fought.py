"""The fought measure: of the conflicts that owners really fought, how many at what price in chance alerts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from monitor.evaluation.metrics import recall_at, threshold_for
from monitor.evaluation.pairs import ScoredRow, score_rows, worst
from monitor.evaluation.rows import Row, read_names
from monitor.evaluation.scorer import Scorer
from monitor.evaluation.table import entries_of, score_all

PRICES = (1, 2, 10, 50)  # chance alerts per 100,000 (entry, everyday name) pairs
STREAMS = {"han": "ordinary_zh.tsv", "latin": "ordinary_latin.tsv"}


def ordinary_scores(rows: Sequence[Row], scorer: Scorer, stream: Path) -> tuple[list[float], int]:
    """Scores of the everyday names against the entries of `rows`, and the number of pairs compared."""
    entries = entries_of(row.entry for row in rows)
    names = list(read_names(stream))
    return [one.score for one in score_all(names, entries, scorer)], len(names) * len(entries)


def _by(scored: Sequence[ScoredRow], field: str, threshold: float) -> dict[str, Any]:
    groups: dict[str, list[float]] = defaultdict(list)
    for one in scored:
        groups[getattr(one.row, field)].append(one.score)
    return {
        name: {"rows": len(scores), "recall": recall_at(scores, threshold)}
        for name, scores in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    }


def curve(scores: Sequence[float], ordinary: Sequence[float], pairs: int) -> list[tuple[float, float]]:
    """Points (chance alerts per 100,000, recall) from 0.1 to 1,000, ten to a decade."""
    points = []
    for step in range(-10, 31):
        price = 10 ** (step / 10)
        points.append((price, recall_at(scores, threshold_for(ordinary, int(pairs * price / 100_000)))))
    return points


def summarise(
    scored: Sequence[ScoredRow], ordinary: Sequence[float], pairs: int, default: float
) -> dict[str, Any]:
    """One script's figures from the scores of its fought pairs and of the everyday pairs."""
    every = [one.score for one in scored]
    won = [one.score for one in scored if one.row.label]
    limits = {price: threshold_for(ordinary, int(pairs * price / 100_000)) for price in PRICES}
    return {
        "rows": len(scored),
        "won": len(won),
        "pairs": pairs,
        "recall_at_per_100k": {str(p): recall_at(every, t) for p, t in limits.items()},
        "recall_of_won_at_per_100k": {str(p): recall_at(won, t) for p, t in limits.items()},
        "threshold_at_2_per_100k": limits[2],
        "default": {
            "recall": recall_at(every, default),
            "recall_of_won": recall_at(won, default),
            "alerts_per_100k": 100_000 * sum(1 for s in ordinary if s >= default) / pairs if pairs else 0.0,
        },
        "by_jurisdiction": _by(scored, "jurisdiction", limits[2]),
        "by_mechanism": _by(scored, "mechanism", limits[2]),
        "by_goods": _by(scored, "goods", limits[2]),
        "curve": curve(every, ordinary, pairs),
        "worst": worst(scored, limits[2]),
    }


def _own_decision(scored: Sequence[ScoredRow], threshold: float) -> dict[str, Any]:
    won = [one.score for one in scored if one.row.label]
    innocent = [one.score for one in scored if not one.row.label and not one.row.contested]
    return {
        "rows": len(scored),
        "won": len(won),
        "recall_of_won": recall_at(won, threshold),
        "innocent": len(innocent),
        "false_alarms": recall_at(innocent, threshold),
        "worst": worst(scored, threshold),
    }


def measure(rows: Sequence[Row], scorer: Scorer, folder: Path) -> dict[str, Any]:
    """The fought part of a report; scripts whose everyday stream is not in `folder` are named as absent."""
    report: dict[str, Any] = {}
    filings = [row for row in rows if row.kind == "trademark" and row.record.kind == "filing"]
    for script, stream in STREAMS.items():
        chosen = [row for row in filings if row.script == script]
        if not (folder / stream).exists() or not chosen:
            report[script] = {"absent": f"{stream} 不在同一文件夹 (not beside the file)"}
            continue
        ordinary, pairs = ordinary_scores(chosen, scorer, folder / stream)
        report[script] = summarise(score_rows(chosen, scorer), ordinary, pairs, scorer.threshold)
    cross = [row for row in filings if row.script == "cross"]
    report["cross"] = _own_decision(score_rows(cross, scorer), scorer.threshold)
    for kind in ("gi", "listing"):
        report[kind] = _own_decision(
            score_rows([row for row in rows if row.kind == kind], scorer), scorer.threshold
        )
    return report
