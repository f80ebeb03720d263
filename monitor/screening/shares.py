"""Adds up the shares of many pairs' signals by a learned table, each rounded up a little: never under the score.

Everything is read from `monitor.matching.model`; a signal whose values are not given counts with its most.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitor.matching.model import Table, table
from monitor.matching.pair import Model
from monitor.matching.sums import DECADE, JOINT, interpolate

Floats = NDArray[np.floating[Any]]
Places = NDArray[np.intp]
_STEPS = 1024  # into which the range of a signal is divided


@cache
def _top(model: Model, name: str) -> float:
    """The highest value that makes a difference."""
    learned = table(model)
    if learned.is_rare(name):
        return max((max(at) for at in learned.body["rarity"][name] if at), default=1.0) + 1e-3
    return max(learned.curves[name][0]) + 1e-3


@cache
def _low(model: Model, name: str) -> float:
    learned = table(model)
    return 0.0 if learned.is_rare(name) else min(0.0, min(learned.curves[name][0]))


def _scale(learned: Table, name: str, value: float, bucket: int) -> float:
    return learned.rarity(name, value, bucket) if learned.is_rare(name) else value


@cache
def _stepped(model: Model, name: str) -> Floats:
    """[bucket of length, step] → share."""
    learned, curve = table(model), table(model).curves[name]
    low, width = _low(model, name), _top(model, name) - _low(model, name)
    values = [low + step * width / _STEPS for step in range(_STEPS + 1)]
    rows = [
        [interpolate(_scale(learned, name, value, bucket), *curve) for value in values]
        for bucket in range(len(learned.edges) + 1)
    ]
    return np.maximum.accumulate(np.array(rows, dtype=np.float32), axis=1)


@cache
def _rarities(model: Model, name: str) -> Floats:
    """[bucket of length, step] → decades of rarity."""
    learned = table(model)
    values = [step * _top(model, name) / _STEPS for step in range(_STEPS + 1)]
    rows = [[learned.rarity(name, v, bucket) for v in values] for bucket in range(len(learned.edges) + 1)]
    return np.array(rows, dtype=np.float32)


def _steps(model: Model, name: str, values: Floats) -> Places:
    low = _low(model, name)
    width = _top(model, name) - low
    found = np.ceil((values - np.float32(low)) * np.float32(_STEPS / width) - np.float32(1e-3))
    steps: Places = np.clip(found, 0, _STEPS).astype(np.intp)
    return steps


def most(model: Model, name: str) -> float:
    """The highest share of a signal."""
    curve = table(model).curves.get(name)
    return max(curve[1]) if curve else 0.0


def summed(model: Model, values: Mapping[str, Floats], buckets: Places) -> Floats:
    """The highest log-odds that pairs with these values can have; 0 is the default threshold."""
    learned = table(model)
    unknown = [n for n in learned.curves if n not in values and n not in JOINT]
    total = np.full(len(buckets), learned.bias - learned.threshold, dtype=np.float32)
    total += np.float32(sum(most(model, name) for name in unknown))
    for name in learned.curves:
        if name in values:
            total += _stepped(model, name)[buckets, _steps(model, name, values[name])]
    return total + _joint(model, values, buckets) if set(JOINT) & set(learned.curves) else total


def _joint(model: Model, values: Mapping[str, Floats], buckets: Places) -> Floats:
    """Shares of the rarest and the second rarest likeness."""
    learned = table(model)
    rare = list(learned.body["rarity"])
    if not all(name in values for name in rare):
        return np.full(len(buckets), sum(most(model, name) for name in JOINT), dtype=np.float32)
    first = np.zeros(len(buckets), dtype=np.float32)
    second = first.copy()
    for name in rare:
        rarity = _rarities(model, name)[buckets, _steps(model, name, values[name])]
        second = np.maximum(second, np.minimum(first, rarity))
        first = np.maximum(first, rarity)
    in_scope = first + np.float32(DECADE) * np.maximum(values.get("scope", np.float32(9.0)), -3.0)
    inputs = {"strongest": first, "second": second, "strongest_in_scope": in_scope}
    found: Floats = np.sum(
        [np.interp(inputs[n], *learned.curves[n]) for n in JOINT if n in learned.curves], axis=0
    )
    return found
