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
from numpy.typing import NDArray

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
from monitor.matching.train.fit import RATES, Everyday, fit
from monitor.matching.train.learn import STREAM_OF, cross_validated, fought_recall, reached_points
from monitor.matching.train.matrix import Matrix


class CrossValidated(Matcher):
    """The product with, for each mark, tables that have seen no pair of that mark; thresholds as shipped."""

    name = "zhiwei, cross-validated by mark"

    def __init__(self, matrices: dict[str, Matrix], names: dict[str, int]) -> None:
        self._tables: list[dict[str, model.Table]] = []
        for fold in range(FOLDS):
            tables = {}
            for kind, matrix in matrices.items():
                shipped = model.table(kind)
                body = fit(matrix.take(matrix.folds != fold), DESIGNS[kind], names[kind])
                body["threshold"], body["score_at_rate"] = shipped.threshold, shipped.body["score_at_rate"]
                tables[kind] = model.Table(body)
            self._tables.append(tables)

    def score(self, mark: Mark, sign: Any) -> float:
        """As the product scores, with the tables of the mark's fold."""
        tables = self._tables[zlib.crc32(mark.main.folded.encode()) % FOLDS]
        shipped = model.table
        model.table = tables.__getitem__  # type: ignore[assignment]
        try:
            return super().score(mark, sign)
        finally:
            model.table = shipped


def without(design: Design, name: str) -> Design:
    """The design with one signal left out."""
    return dataclasses.replace(
        design,
        rare=tuple(rare for rare in design.rare if rare != name),
        plain={plain: knots for plain, knots in design.plain.items() if plain != name},
    )


def leave_one_out(examples: Sequence[Example], kind: str, names: int) -> Iterable[dict[str, Any]]:
    """Cross-validated figures with each signal left out, and with none."""
    design = DESIGNS[kind]
    for name in ("(none)", *design.rare, *(plain for plain in design.plain if plain != "scope"), "scope"):
        if name == "scope" and kind == "latin":
            smaller = dataclasses.replace(without(design, name), together=False)
        else:
            smaller = without(design, name)
        matrix = Matrix.of(examples, smaller)
        odds = cross_validated(matrix, smaller, names)
        built = matrix.sources == "constructed"
        labels = [int(label) for label in matrix.labels[built]]
        yield {
            "model": kind,
            "left_out": name,
            **fought_recall(matrix, odds, names),
            "constructed_ap": round(average_precision(odds[built].tolist(), labels), 4),
        }


def share_removed(matrix: Matrix, kind: str, names: int) -> Iterable[dict[str, Any]]:
    """Cross-validated figures with each signal's share taken away, the others as learned (no new fit)."""
    design = DESIGNS[kind]
    shares = {name: np.zeros(len(matrix.labels)) for name in design.knots}
    odds = np.zeros(len(matrix.labels))
    for fold in range(FOLDS):
        body = fit(matrix.take(matrix.folds != fold), design, names)
        here = matrix.folds == fold
        part = matrix.take(here)
        inputs = part.inputs(body["rarity"], body["rarity_levels"])
        odds[here] = part.log_odds(body)
        for name, curve in body["curves"].items():
            shares[name][here] = np.interp(inputs[name], curve["at"], curve["share"])
    built = matrix.sources == "constructed"
    labels = [int(label) for label in matrix.labels[built]]
    for name in ("(none)", *design.knots):
        left = odds - shares[name] if name in shares else odds
        yield {
            "model": kind,
            "removed": name,
            **fought_recall(matrix, left, names),
            "constructed_ap": round(average_precision(left[built].tolist(), labels), 4),
        }


def rarity_check(matrix: Matrix, records: NDArray[np.int64], kind: str, names: int) -> dict[str, float]:
    """Observed rate on one half of the names over the rate stated from the other half, at each stated rate."""
    design, shipped = DESIGNS[kind], model.table(kind)
    stream = matrix.sources == "stream"
    first, second = matrix.take(stream & (records == 0)), matrix.take(stream & (records == 1))
    everyday = Everyday(names // 2, matrix.take(stream).marks_in_buckets())
    buckets = range(len(design.edges) + 1)
    odds = first.log_odds(shipped.body)
    points = [reached_points(odds[first.buckets == b], everyday.pairs(b)) for b in buckets]
    table = model.Table({**shipped.body, "score_at_rate": points})
    lengths = [0, *design.edges]
    stated = np.array(
        [
            table.per_100k(o - shipped.threshold, lengths[b])
            for o, b in zip(second.log_odds(shipped.body), second.buckets, strict=True)
        ]
    )
    total = sum(everyday.pairs(b) for b in buckets)
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


def study(folder: Path, out: Path, say: Callable[[object], None], leave_out: bool) -> None:
    """All parts in turn."""
    gathered = [e for e in gather(Sets.read(folder)) if usable(e)]
    examples = {kind: [e for e in gathered if e.kind == kind] for kind in DESIGNS}
    matrices = {kind: Matrix.of(found, DESIGNS[kind]) for kind, found in examples.items()}
    names = {k: sum(1 for _ in read_names(folder / STREAM_OF.get(k, "ordinary_zh.tsv"))) for k in DESIGNS}
    found: dict[str, Any] = {"rarity": {}}
    for kind in ("han", "latin"):
        halves = np.array([zlib.crc32(e.record.encode()) % 2 for e in examples[kind]])
        found["rarity"][kind] = rarity_check(matrices[kind], halves, kind, names[kind])
    say(found["rarity"])
    tested = CrossValidated(matrices, names)
    report = run(folder / "fought.jsonl", tested).figures["fought"]
    say({s: report[s]["recall_at_per_100k"] for s in ("han", "latin")})
    plain = run(folder / "fought.jsonl", PlainRatio()).figures["fought"]
    found["fought_cross_validated"], found["fought_rapidfuzz"] = report, plain
    found["constructed_cross_validated"] = pairs.measure(Sets.read(folder).constructed, tested)
    say(found["constructed_cross_validated"]["all"])
    curves = {"zhiwei (cross-validated)": report, "rapidfuzz ratio": plain}
    draw(
        {name: {s: r[s]["curve"] for s in fought.STREAMS} for name, r in curves.items()},
        out / "matching_curve.svg",
    )
    write(found, out)
    found["share_removed"] = [
        line for kind in ("han", "latin") for line in share_removed(matrices[kind], kind, names[kind])
    ]
    write(found, out)
    found["leave_one_out"] = []
    for kind in ("han", "latin") if leave_out else ():
        for line in leave_one_out(examples[kind], kind, names[kind]):
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
    parser.add_argument("--leave-out", action="store_true", help="also fit once for every signal left out")
    given = parser.parse_args()
    study(
        given.folder,
        given.out,
        lambda line: print(json.dumps(line, ensure_ascii=False), flush=True),
        given.leave_out,
    )
