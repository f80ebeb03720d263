"""Draws docs/performance.svg from the figures in docs/measurements/performance.csv: cost against N.

python benchmarks/plot.py
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

DOCS = Path(__file__).parents[1] / "docs"
NAMES = {
    "screen": "Zhiwei: keys, bound, full score with class",
    "lookup": "Zhiwei: keys and bound only",
    "rapidfuzz": "rapidfuzz cdist, text + syllables",
    "fts5": "FTS5 bigrams + rerank",
}


def main() -> None:
    """Read the figures and write the picture."""
    curves: dict[str, list[tuple[int, float]]] = defaultdict(list)
    with (DOCS / "measurements/performance.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            curves[row["method"]].append((int(row["entries"]), float(row["median_us"])))
    matplotlib.rcParams["svg.hashsalt"] = "zhiwei"
    figure, axes = plt.subplots(figsize=(7, 4.5))
    for method, points in curves.items():
        axes.loglog(*zip(*sorted(points), strict=True), marker="o", label=NAMES[method])
    axes.set_xlabel("watched marks")
    axes.set_ylabel("microseconds of processor time a filing")
    axes.grid(True, which="both", alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(DOCS / "performance.svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
