"""Fits one model: puts rare signals on the scale of rarity, then a monotone additive logistic regression.

Why this form: with bends at fixed points and steps that may only rise, a share is read off a table, the shares
add up exactly, and no further likeness can lower a score. Least squares on the steps (ridge) keeps a curve flat
where the sets say nothing. The solution is unique (convex), so a fixed starting point reproduces it; steps are
rounded to a thousandth, which is all that is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

from monitor.matching.train.design import Design
from monitor.matching.train.matrix import Floats, Matrix

THIN_UNDER = 2.2  # decades
LEVELS = (1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0)
RATES = (1000.0, 500.0, 200.0, 100.0, 50.0, 20.0, 10.0, 5.0, 2.0, 1.0)


@dataclass(frozen=True)
class Everyday:
    """How many everyday pairs were compared for marks of each bucket of length (admitted or not)."""

    names: int
    marks_in_bucket: dict[int, int]

    def pairs(self, bucket: int) -> int:
        """Pairs of the bucket."""
        return self.names * self.marks_in_bucket.get(bucket, 0)


def survival_points(values: Floats, pairs: int) -> list[float]:
    """The values that 10^-level of the everyday pairs reach, for each of `LEVELS`; strictly rising."""
    ranked = np.sort(values[values > 0])[::-1]
    points: list[float] = []
    for level in LEVELS:
        place = int(pairs * 10.0**-level)
        value = float(ranked[place]) if place < len(ranked) else 0.0
        if place < 1 and len(points) > 1:  # beyond the sample: go on as the last steps did
            value = max(
                value, points[-1] + max(1e-3, (points[-1] - points[0]) / max(1, len(points) - 1) * 0.5)
            )
        points.append(round(max(value, points[-1] + 1e-4 if points else value), 4))
    return points


def rarity_tables(matrix: Matrix, design: Design, everyday: Everyday) -> dict[str, list[list[float]]]:
    """For each rare signal and bucket the survival points of the everyday examples."""
    stream = matrix.sources == "stream"
    tables: dict[str, list[list[float]]] = {}
    for name in design.rare:
        tables[name] = [
            survival_points(matrix.values[name][stream & (matrix.buckets == b)], everyday.pairs(b))
            if everyday.pairs(b)
            else []
            for b in range(len(design.edges) + 1)
        ]
    return tables


def steps_of(inputs: dict[str, Floats], design: Design) -> Floats:
    """Each column: how far an input has climbed one step of its curve, 0–1."""
    columns = []
    for name, knots in design.knots.items():
        for low, high in zip(knots, knots[1:], strict=False):
            columns.append(np.clip((inputs[name] - low) / (high - low), 0.0, 1.0))
    return np.stack(columns, axis=1)


def thinned(matrix: Matrix, inputs: dict[str, Floats], design: Design) -> tuple[NDArray[np.bool_], Floats]:
    """Which examples are fitted, and their weights: of everyday pairs with little in common one in eight, eightfold."""
    weights = matrix.weights.copy()
    if not design.rare:
        return np.ones(len(weights), dtype=bool), weights
    strongest = np.max(np.stack([inputs[name] for name in design.rare], axis=1), axis=1)
    dull = (matrix.sources == "stream") & (strongest < THIN_UNDER)
    every_eighth = np.arange(len(weights)) % 8 == 0
    weights[dull] *= 8.0
    return ~dull | every_eighth, weights


def solve(steps: Floats, labels: Floats, weights: Floats, ridge: float) -> Floats:
    """Bias and non-negative steps that minimise weighted log-loss plus ridge; raises RuntimeError if not found."""

    def loss(theta: Floats) -> tuple[float, Floats]:
        odds = theta[0] + steps @ theta[1:]
        chance = 1.0 / (1.0 + np.exp(-odds))
        value = np.sum(weights * (np.logaddexp(0.0, odds) - labels * odds)) + ridge * np.sum(theta[1:] ** 2)
        pull = weights * (chance - labels)
        return float(value), np.concatenate([[pull.sum()], steps.T @ pull + 2 * ridge * theta[1:]])

    start = np.concatenate([[-6.0], np.full(steps.shape[1], 0.1)])
    bounds = [(None, None)] + [(0.0, None)] * steps.shape[1]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
    if not np.all(np.isfinite(found.x)):
        raise RuntimeError("no finite solution")
    return np.asarray(found.x)


def body_of(theta: Floats, design: Design, rarity: dict[str, list[list[float]]]) -> dict[str, Any]:
    """The table as stored, with an open threshold and no rates yet."""
    curves, at, bias = {}, 1, float(theta[0])
    for name, knots in design.knots.items():
        rises = theta[at : at + len(knots) - 1]
        at += len(knots) - 1
        shares = [round(float(v), 3) for v in np.concatenate([[0.0], np.cumsum(rises)])]
        if knots[-1] == 0.0:  # a signal that only takes away: nothing seen is no reason
            bias += shares[-1]
            shares = [round(share - shares[-1], 3) for share in shares]
        if shares[-1] > shares[0]:
            curves[name] = {"at": list(knots), "share": shares}
    return {
        "bias": round(bias, 3),
        "threshold": 0.0,
        "length_edges": list(design.edges),
        "rarity_levels": list(LEVELS),
        "rarity": rarity,
        "curves": curves,
        "rates_per_100k": list(RATES),
        "score_at_rate": [],
        "class_shares": {},
    }


def fit(matrix: Matrix, design: Design, names: int) -> dict[str, Any]:
    """The table learned from the examples; `names`: everyday names in the stream."""
    everyday = Everyday(names, matrix.marks_in_buckets())
    rarity = rarity_tables(matrix, design, everyday)
    inputs = matrix.inputs(rarity, LEVELS)
    kept, weights = thinned(matrix, inputs, design)
    steps = steps_of({name: column[kept] for name, column in inputs.items()}, design)
    theta = solve(steps, matrix.labels[kept], weights[kept], design.ridge)
    return body_of(theta, design, rarity)
