"""The examples of one model as arrays: the same sums as `model.Table`, for hundreds of thousands of pairs at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitor.matching.model import DECADE
from monitor.matching.train.design import Design
from monitor.matching.train.examples import Example

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Matrix:
    """Columns over the examples; `values` by signal name."""

    values: dict[str, Floats]
    buckets: NDArray[np.int64]
    labels: Floats
    weights: Floats
    folds: NDArray[np.int64]
    sources: NDArray[np.str_]
    marks: NDArray[np.str_]

    @classmethod
    def of(cls, examples: Sequence[Example], design: Design) -> Matrix:
        """The arrays of some examples."""
        names = [name for name in design.knots if name in examples[0].values]
        return cls(
            values={name: np.array([e.values[name] for e in examples], dtype=np.float64) for name in names},
            buckets=np.array([design.bucket(e.length) for e in examples]),
            labels=np.array([float(e.label) for e in examples]),
            weights=np.array([design.weight(e) for e in examples]),
            folds=np.array([e.fold for e in examples]),
            sources=np.array([e.source for e in examples]),
            marks=np.array([e.mark_id for e in examples]),
        )

    def take(self, chosen: NDArray[Any]) -> Matrix:
        """The chosen examples only."""
        return Matrix(
            {name: column[chosen] for name, column in self.values.items()},
            *(
                getattr(self, f)[chosen]
                for f in ("buckets", "labels", "weights", "folds", "sources", "marks")
            ),
        )

    def marks_in_buckets(self) -> dict[int, int]:
        """How many marks have their length in each bucket."""
        firsts = np.unique(self.marks, return_index=True)[1]
        buckets, counts = np.unique(self.buckets[firsts], return_counts=True)
        return dict(zip(buckets.tolist(), counts.tolist(), strict=True))

    def inputs(self, rarity: dict[str, list[list[float]]], levels: Sequence[float]) -> dict[str, Floats]:
        """Signal values on the scale of the curves, as `model.Table.inputs`."""
        found = {}
        for name, column in self.values.items():
            if name not in rarity:
                found[name] = column
                continue
            scaled = np.zeros_like(column)
            for bucket, at in enumerate(rarity[name]):
                here = (self.buckets == bucket) & (column > 0.0)
                if at and here.any():
                    scaled[here] = np.interp(column[here], at, levels)
            found[name] = scaled
        if rarity:
            ranked = np.sort(np.stack([found[name] for name in rarity], axis=1), axis=1)
            found["strongest"], found["second"] = ranked[:, -1], ranked[:, -2]
            found["strongest_in_scope"] = ranked[:, -1] + DECADE * np.maximum(-3.0, found["scope"])
        return found

    def log_odds(self, body: dict[str, Any]) -> Floats:
        """The log-odds of every example under a table, threshold not taken off."""
        inputs = self.inputs(body["rarity"], body["rarity_levels"])
        total = np.full(len(self.labels), float(body["bias"]))
        for name, curve in body["curves"].items():
            total += np.interp(inputs[name], curve["at"], curve["share"])
        return total
