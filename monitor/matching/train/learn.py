"""Learns every model in turn: cross-validation by earlier mark, then the table from all examples."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from monitor.evaluation.metrics import average_precision, recall_at, threshold_for
from monitor.evaluation.rows import read_names
from monitor.matching import model
from monitor.matching.train.design import DESIGNS, Design
from monitor.matching.train.examples import FOLDS, Example, Sets, gather
from monitor.matching.train.fit import RATES, Everyday, fit

DEFAULT_PRICE = 2.4  # chance alerts per 100,000 everyday pairs at the default threshold
STREAM_OF = {"han": "ordinary_zh.tsv", "latin": "ordinary_latin.tsv", "cross": "ordinary_latin.tsv"}


def class_shares(folder: Path) -> dict[str, float]:
    """Share of the everyday names of both streams in each class, to four places."""
    counts: Counter[int] = Counter()
    for stream in ("ordinary_zh.tsv", "ordinary_latin.tsv"):
        counts.update(nice for name in read_names(folder / stream) for nice in name.nice_classes)
    total = sum(counts.values())
    return {str(nice): round(n / total, 4) for nice, n in sorted(counts.items())}


def everyday_of(examples: Sequence[Example], design: Design, names: int) -> Everyday:
    """The number of everyday pairs behind the examples, from the lengths of their marks."""
    lengths = {e.mark_id: e.length for e in examples}
    return Everyday(names, dict(Counter(design.bucket(length) for length in lengths.values())))


def _distance(table: model.Table, example: Example) -> float:
    return table.log_odds(example.values, example.length)


def cross_validated(examples: Sequence[Example], design: Design, names: int) -> list[float]:
    """For each example the log-odds under a table that has seen no pair of its mark."""
    odds = [0.0] * len(examples)
    for fold in range(FOLDS):
        seen = [e for e in examples if e.fold != fold]
        table = model.Table(fit(seen, design, everyday_of(seen, design, names)))
        for position, example in enumerate(examples):
            if example.fold == fold:
                odds[position] = _distance(table, example)
    return odds


def fought_recall(examples: Sequence[Example], odds: Sequence[float], names: int) -> dict[str, Any]:
    """Recall of the fought pairs at 1, 2, 3 and 10 chance alerts per 100,000 everyday pairs."""
    fought = {e.mark_id for e in examples if e.source == "fought"}
    ordinary = [
        o for e, o in zip(examples, odds, strict=True) if e.source == "stream" and e.mark_id in fought
    ]
    shifted = [o + 100.0 for o in ordinary]
    wanted = [o + 100.0 for e, o in zip(examples, odds, strict=True) if e.source == "fought"]
    pairs = names * len(fought)
    prices = (1, 2, 3, 10)
    return {
        f"recall_at_{p}": round(recall_at(wanted, threshold_for(shifted, int(pairs * p / 100_000))), 4)
        for p in prices
    }


def _finish(
    body: dict[str, Any], examples: Sequence[Example], design: Design, names: int, shares: Any
) -> None:
    """Threshold and rates from the everyday examples under the finished table, without their own labels."""
    table = model.Table(body)
    source = "stream" if any(e.source == "stream" for e in examples) else "other"
    stream = [(design.bucket(e.length), _distance(table, e)) for e in examples if e.source == source]
    everyday = everyday_of(examples, design, names) if source == "stream" else Everyday(len(stream), {0: 1})
    body["class_shares"] = shares
    every = sorted((d for _, d in stream), reverse=True)
    pairs = sum(everyday.pairs(b) for b in range(len(design.edges) + 1))
    body["threshold"] = round(every[int(pairs * DEFAULT_PRICE / 100_000)], 3)
    body["score_at_rate"] = [
        _reached([d for b, d in stream if b == bucket], everyday.pairs(bucket), body["threshold"])
        for bucket in range(len(design.edges) + 1)
    ]


def _reached(distances: Sequence[float], pairs: int, threshold: float) -> list[float]:
    ranked = sorted(distances, reverse=True)
    if not ranked or not pairs:
        return []
    points: list[float] = []
    for rate in RATES:
        place = min(len(ranked) - 1, int(pairs * rate / 100_000))
        value = round(ranked[place] - threshold, 3)
        points.append(max(value, points[-1] + 0.001) if points else value)
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
        examples = [e for e in gathered if e.kind == kind and (kind != "cross" or _says_something(e))]
        names = sum(1 for _ in read_names(folder / STREAM_OF.get(kind, "ordinary_zh.tsv")))
        odds = cross_validated(examples, design, names)
        body = fit(examples, design, everyday_of(examples, design, names))
        _finish(body, examples, design, names, shares)
        labelled = [
            (o, e.label) for e, o in zip(examples, odds, strict=True) if e.source in ("fought", "constructed")
        ]
        if kind in ("listing", "gi"):
            body["threshold"] = round(_best_line(*zip(*labelled, strict=True)), 3)
        (weights / f"{kind}.json").write_text(
            json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        yield {
            "model": kind,
            "examples": len(examples),
            "cv_ap": round(average_precision(*zip(*labelled, strict=True)), 4),
            **(fought_recall(examples, odds, names) if kind in ("han", "latin") else {}),
        }


def _says_something(example: Example) -> bool:
    """Across scripts a pair without any correspondence teaches nothing: the entry lacked the alias."""
    seen = max(example.values[n] for n in ("pinyin_whole", "pinyin_held", "translation", "mixed_script"))
    return seen >= (0.6 if example.label else 0.45)
