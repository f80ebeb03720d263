"""Learns every model in turn: cross-validation by earlier mark, then the table from all examples."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from monitor.evaluation.metrics import average_precision, recall_at, threshold_for
from monitor.evaluation.rows import read_names
from monitor.matching import model
from monitor.matching.train.design import DESIGNS, Design
from monitor.matching.train.examples import FOLDS, Sets, gather, usable
from monitor.matching.train.fit import RATES, Everyday, fit
from monitor.matching.train.matrix import Floats, Matrix

#: Chance alerts per 100,000 everyday pairs at the default threshold. A dearer line finds few more of the fought
#: Han pairs (at 2.4 0.937, at 1.7 0.926), but lets slices of other words through.
DEFAULT_PRICE = {"han": 1.7, "latin": 2.2, "cross": 1.2}
_OTHER_PRICE = 2.4
STREAM_OF = {"han": "ordinary_zh.tsv", "latin": "ordinary_latin.tsv", "cross": "ordinary_latin.tsv"}


def class_shares(folder: Path) -> dict[str, float]:
    """Share of the everyday names of both streams in each class, to four places."""
    counts: Counter[int] = Counter()
    for stream in ("ordinary_zh.tsv", "ordinary_latin.tsv"):
        counts.update(nice for name in read_names(folder / stream) for nice in name.nice_classes)
    total = sum(counts.values())
    return {str(nice): round(n / total, 4) for nice, n in sorted(counts.items())}


def cross_validated(matrix: Matrix, design: Design, names: int) -> Floats:
    """For each example the log-odds under a table that has seen no pair of its mark."""
    odds = np.zeros(len(matrix.labels))
    for fold in range(FOLDS):
        body = fit(matrix.take(matrix.folds != fold), design, names)
        odds[matrix.folds == fold] = matrix.take(matrix.folds == fold).log_odds(body)
    return odds


def fought_recall(matrix: Matrix, odds: Floats, names: int) -> dict[str, Any]:
    """Recall of the fought pairs at 1, 2, 3 and 10 chance alerts per 100,000 everyday pairs."""
    fought = matrix.sources == "fought"
    marks = np.unique(matrix.marks[fought])
    ordinary = odds[(matrix.sources == "stream") & np.isin(matrix.marks, marks)] + 100.0
    wanted, pairs = (odds[fought] + 100.0).tolist(), names * len(marks)
    return {
        f"recall_at_{price}": round(
            recall_at(wanted, threshold_for(ordinary, int(pairs * price / 100_000))), 4
        )
        for price in (1, 2, 3, 10)
    }


def finish(body: dict[str, Any], matrix: Matrix, design: Design, names: int, price: float) -> None:
    """Threshold and rates from the everyday examples under the finished table; `price`: see DEFAULT_PRICE."""
    odds = matrix.log_odds(body)
    source = "stream" if (matrix.sources == "stream").any() else "other"
    stream = matrix.sources == source
    everyday = Everyday(names, matrix.marks_in_buckets())
    if source == "other":  # titles have no stream of their own: the titles of the set against other marks
        everyday = Everyday(int(stream.sum()), {0: 1})
    buckets = range(len(design.edges) + 1)
    pairs = sum(everyday.pairs(b) for b in buckets)
    ranked = np.sort(odds[stream])[::-1]
    body["threshold"] = round(float(ranked[min(len(ranked) - 1, int(pairs * price / 100_000))]), 3)
    body["score_at_rate"] = [
        reached_points(odds[stream & (matrix.buckets == b)], everyday.pairs(b)) for b in buckets
    ]


def reached_points(odds: Floats, pairs: int) -> list[float]:
    """The log-odds that each of `RATES` of 100,000 pairs reach; strictly rising."""
    ranked = np.sort(odds)[::-1]
    if not len(ranked) or not pairs:
        return []
    points: list[float] = []
    for rate in RATES:
        value = round(float(ranked[min(len(ranked) - 1, int(pairs * rate / 100_000))]), 3)
        points.append(max(value, round(points[-1] + 0.001, 3)) if points else value)
    return points


def _best_line(odds: Sequence[float], labels: Sequence[int]) -> float:
    """The log-odds with the best F1; halfway between neighbours."""
    ranked = sorted(zip(odds, labels, strict=True), reverse=True)
    positive, best, line, hit = sum(labels), 0.0, 0.0, 0
    for position, (value, label) in enumerate(ranked):
        hit += label
        f1 = 2 * hit / (position + 1 + positive)
        if f1 > best:
            following = ranked[position + 1][0] if position + 1 < len(ranked) else value - 1
            best, line = f1, (value + following) / 2
    return line


def learn(folder: Path, weights: Path, only: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """Writes the tables and yields a line of figures for each model."""
    shares = class_shares(folder)
    weights.mkdir(exist_ok=True)
    (weights / "classes.json").write_text(json.dumps({"shares": shares}, indent=1) + "\n", encoding="utf-8")
    model.class_shares.cache_clear()
    gathered = gather(Sets.read(folder))
    for kind, design in DESIGNS.items():
        if only and kind not in only:
            continue
        matrix = Matrix.of([e for e in gathered if e.kind == kind and usable(e)], design)
        names = sum(1 for _ in read_names(folder / STREAM_OF.get(kind, "ordinary_zh.tsv")))
        odds = cross_validated(matrix, design, names)
        body = fit(matrix, design, names)
        finish(body, matrix, design, names, DEFAULT_PRICE.get(kind, _OTHER_PRICE))
        told = np.isin(matrix.sources, ("fought", "constructed"))
        labels = [int(label) for label in matrix.labels[told]]
        if kind in ("listing", "gi"):
            body["threshold"] = round(_best_line(odds[told].tolist(), labels), 3)
        (weights / f"{kind}.json").write_text(
            json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        yield {
            "model": kind,
            "examples": len(matrix.labels),
            "cv_ap": round(average_precision(odds[told].tolist(), labels), 4),
            **(fought_recall(matrix, odds, names) if kind in ("han", "latin") else {}),
        }
