"""Studies the matcher on the evaluation folder: cross-validation, leave-one-out, rarity on held-back names, a curve.

    python benchmarks/matching_study.py ../shared/eval --out docs/measurements

Writes `matching_study.json` and `matching_curve.svg` to the folder. Takes about half an hour on two cores.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np

matplotlib.use("svg")
from matplotlib import pyplot

from monitor.evaluation import fought, pairs
from monitor.evaluation.metrics import average_precision
from monitor.evaluation.rows import read_names
from monitor.evaluation.run import run
from monitor.evaluation.scorer import Matcher, PlainRatio
from monitor.matching import model
from monitor.matching.prepare import Mark
from monitor.matching.train.design import DESIGNS, Design
from monitor.matching.train.examples import FOLDS, Example, Sets, gather, usable
from monitor.matching.train.fit import RATES, fit
from monitor.matching.train.learn import (
    STREAM_OF,
    cross_validated,
    everyday_of,
    fought_recall,
    reached_points,
)


class CrossValidated(Matcher):
    """The product with, for each mark, tables that have seen no pair of that mark; thresholds as shipped."""

    name = "zhiwei, cross-validated by mark"

    def __init__(self, examples: Sequence[Example], names: dict[str, int]) -> None:
        shipped = {kind: model.table(kind) for kind in DESIGNS}
        self._tables: list[dict[str, model.Table]] = []
        for fold in range(FOLDS):
            tables = {}
            for kind, design in DESIGNS.items():
                seen = [e for e in examples if e.kind == kind and e.fold != fold]
                body = fit(seen, design, everyday_of(seen, design, names[kind]))
                body["threshold"] = shipped[kind].threshold
                body["score_at_rate"] = shipped[kind].body["score_at_rate"]
                tables[kind] = model.Table(body)
            self._tables.append(tables)

    def score(self, mark: Mark, sign: Any) -> float:
        """As the product scores, with the tables of the mark's fold."""
        tables = self._tables[zlib.crc32(mark.main.folded.encode()) % FOLDS]
        model.table = lambda kind: tables[kind]  # type: ignore[assignment]
        return super().score(mark, sign)


def without(design: Design, name: str) -> Design:
    """The design with one signal left out."""
    return dataclasses.replace(
        design,
        rare=tuple(rare for rare in design.rare if rare != name),
        plain={plain: knots for plain, knots in design.plain.items() if plain != name},
    )


def leave_one_out(examples: Sequence[Example], kind: str, names: int) -> Iterable[dict[str, Any]]:
    """Cross-validated figures with each signal left out, and with none."""
    chosen, design = [e for e in examples if e.kind == kind], DESIGNS[kind]
    for name in ("(none)", *design.rare, *design.plain):
        odds = cross_validated(chosen, without(design, name), names)
        built = [(o, e.label) for e, o in zip(chosen, odds, strict=True) if e.source == "constructed"]
        yield {
            "model": kind,
            "left_out": name,
            **fought_recall(chosen, odds, names),
            "constructed_ap": round(average_precision(*zip(*built, strict=True)), 4),
        }


def rarity_check(examples: Sequence[Example], kind: str, names: int) -> dict[str, float]:
    """Observed rate on one half of the names over the rate stated from the other half, at each stated rate."""
    design, shipped = DESIGNS[kind], model.table(kind)
    chosen = [e for e in examples if e.kind == kind and e.source == "stream"]
    first = [e for e in chosen if zlib.crc32(e.record.encode()) % 2 == 0]
    second = [e for e in chosen if zlib.crc32(e.record.encode()) % 2 == 1]
    everyday = everyday_of(chosen, design, names // 2)
    body = {**shipped.body, "score_at_rate": []}
    body["score_at_rate"] = [
        reached_points(
            [
                shipped.log_odds(e.values, e.length) + shipped.threshold
                for e in first
                if design.bucket(e.length) == b
            ],
            everyday.pairs(b),
            shipped.threshold,
        )
        for b in range(len(design.edges) + 1)
    ]
    table = model.Table(body)
    total = sum(everyday.pairs(b) for b in range(len(design.edges) + 1))
    stated = np.array([table.per_100k(table.log_odds(e.values, e.length), e.length) for e in second])
    return {str(rate): round(float((stated <= rate).sum() / total * 100_000 / rate), 3) for rate in RATES}


def draw(curves: dict[str, dict[str, list[tuple[float, float]]]], out: Path) -> None:
    """Recall of the fought pairs against chance alerts, one panel a script."""
    matplotlib.rcParams["svg.hashsalt"] = "zhiwei"
    figure, panels = pyplot.subplots(1, 2, figsize=(9, 3.6), sharey=True)
    for panel, script in zip(panels, ("han", "latin"), strict=True):
        for name, by_script in curves.items():
            points = by_script[script]
            panel.plot([p for p, _ in points], [r for _, r in points], label=name)
        panel.set_xscale("log")
        panel.axvline(2, color="grey", linewidth=0.6)
        panel.set_title(f"{script.capitalize()} marks")
        panel.set_xlabel("chance alerts per 100,000 everyday pairs")
        panel.grid(alpha=0.3)
    panels[0].set_ylabel("recall of fought conflicts")
    panels[1].legend(loc="lower right", fontsize=8)
    figure.tight_layout()
    figure.savefig(out, metadata={"Date": None})


def study(folder: Path, out: Path, say: Callable[[object], None]) -> None:
    """All parts in turn."""
    examples = [e for e in gather(Sets.read(folder)) if usable(e)]
    names = {k: sum(1 for _ in read_names(folder / STREAM_OF.get(k, "ordinary_zh.tsv"))) for k in DESIGNS}
    found: dict[str, Any] = {"rarity": {k: rarity_check(examples, k, names[k]) for k in ("han", "latin")}}
    say(found["rarity"])
    tested = CrossValidated(examples, names)
    report = run(folder / "fought.jsonl", tested).figures["fought"]
    plain = run(folder / "fought.jsonl", PlainRatio()).figures["fought"]
    found["fought_cross_validated"] = report
    rows = Sets.read(folder).constructed
    found["constructed_cross_validated"] = pairs.measure(rows, tested)
    say({s: report[s]["recall_at_per_100k"] for s in ("han", "latin")})
    say(found["constructed_cross_validated"]["all"])
    draw(
        {
            n: {s: r[s]["curve"] for s in fought.STREAMS}
            for n, r in (("zhiwei (cross-validated)", report), ("rapidfuzz ratio", plain))
        },
        out / "matching_curve.svg",
    )
    write(found, out)
    found["leave_one_out"] = []
    for kind in ("han", "latin"):
        for line in leave_one_out(examples, kind, names[kind]):
            say(line)
            found["leave_one_out"].append(line)
    write(found, out)


def write(found: dict[str, Any], out: Path) -> None:
    """The figures so far, without the lists of single pairs."""
    (out / "matching_study.json").write_text(
        json.dumps(_plain(found), ensure_ascii=False, indent=1) + "\n", "utf-8"
    )


def _plain(figures: Any) -> Any:
    if isinstance(figures, dict):
        return {key: _plain(value) for key, value in figures.items() if key not in ("worst", "curve")}
    if isinstance(figures, list):
        return [_plain(value) for value in figures]
    return round(figures, 4) if isinstance(figures, float) else figures


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    study(given.folder, given.out, lambda line: print(json.dumps(line, ensure_ascii=False), flush=True))
