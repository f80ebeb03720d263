"""Adds up the shares of a pair's signals by a learned table; more likeness never lowers the sum.

The table of a model (`weights/<model>.json`) says for each signal a monotone curve of shares. A signal of
the kind `rare` is first put on one scale for all: how rare its value is among everyday names, as minus the
decimal logarithm of the share of everyday pairs that reach it, for marks of about that length. The log-odds
are the bias and all shares, added in the order of the table, joint ones last; nothing else enters.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from monitor.matching.pair import Pair
from monitor.matching.signals import BY_MODEL, Signal
from monitor.matching.sums import DECADE, JOINT, Sum, interpolate

__all__ = ["DECADE", "MODELS", "Share", "Table", "class_shares", "interpolate", "signals", "table", "values"]

MODELS = ("han", "latin", "cross", "listing", "gi")


@dataclass(frozen=True)
class Share:
    """One signal's value and what it adds to the log-odds."""

    name: str
    value: float
    share: float


class Table:
    """The learned table of one model."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body
        self.bias: float = body["bias"]
        self.threshold: float = body["threshold"]
        self.edges: list[int] = body["length_edges"]
        ordered = sorted(
            body["curves"], key=lambda name: name in JOINT
        )  # what signals make together comes last
        self.curves: dict[str, tuple[list[float], list[float]]] = {
            name: (body["curves"][name]["at"], body["curves"][name]["share"]) for name in ordered
        }
        self._levels: list[float] = body["rarity_levels"]
        self._rare: dict[str, list[list[float]]] = body["rarity"]
        self._rates: list[float] = body["rates_per_100k"]
        self._reached: list[list[float]] = body["score_at_rate"]
        #: The signals that enter the sum; `readers` are their functions in the same order.
        self.names: tuple[str, ...] = tuple(
            name for name in dict.fromkeys((*self.curves, *self._rare)) if name not in JOINT
        )
        self.readers: tuple[Callable[[Pair], float], ...] | None = None
        self._sums: dict[int, Sum] = {}
        self.classes: dict[int, float] = {int(nice): share for nice, share in body["class_shares"].items()}

    def bucket(self, length: int) -> int:
        """The position of a mark's length among the edges."""
        return bisect_right(self.edges, length)

    def rarity(self, name: str, value: float, bucket: int) -> float:
        """Decades of rarity of a signal's value among everyday pairs; 0 for a value of 0."""
        if value <= 0.0:
            return 0.0
        at = self._rare[name][bucket]
        return interpolate(value, at, self._levels) if at else 0.0

    def is_rare(self, name: str) -> bool:
        """Whether the signal is put on the scale of rarity."""
        return name in self._rare

    def inputs(self, values: dict[str, float], length: int) -> dict[str, float]:
        """Signal values on the scale of the curves, with the joint inputs of the strongest ones."""
        bucket = self.bucket(length)
        found = {n: self.rarity(n, v, bucket) if n in self._rare else v for n, v in values.items()}
        if self._rare:
            ranked = sorted((found[name] for name in self._rare), reverse=True)
            found["strongest"], found["second"] = ranked[0], ranked[1]
            found["strongest_in_scope"] = ranked[0] + DECADE * max(-3.0, found.get("scope", 0.0))
        return found

    def shares(self, values: dict[str, float], length: int) -> list[Share]:
        """Each input with its share, in the order of the table."""
        found = self.inputs(values, length)
        return [Share(n, found[n], interpolate(found[n], *curve)) for n, curve in self.curves.items()]

    def log_odds(self, values: dict[str, float], length: int) -> float:
        """Distance to the default threshold in log-odds: 0 is the threshold."""
        return self.sum_for(length).of([values[name] for name in self.names])

    def sum_for(self, length: int) -> Sum:
        """The flat sum for marks of a length. Without any likeness of the texts it gives nothing: never the
        goods alone."""
        bucket = self.bucket(length)
        if bucket not in self._sums:
            rare = {name: levels[bucket] for name, levels in self._rare.items()}
            self._sums[bucket] = Sum(self.names, self.bias - self.threshold, self.curves, rare, self._levels)
        return self._sums[bucket]

    def per_100k(self, distance: float, length: int) -> float:
        """Of 100,000 everyday pairs, how many come at least this near; log-linear between the measured points."""
        reached = self._reached[self.bucket(length)] if self._reached else []
        distance += self.threshold
        if not reached:
            return 0.0
        logs = [math.log(rate) for rate in self._rates]
        place = bisect_left(reached, distance)
        low, high = max(0, min(place - 1, len(reached) - 2)), max(1, min(place, len(reached) - 1))
        width = reached[high] - reached[low]
        slope = (logs[high] - logs[low]) / width if width > 0 else 0.0
        if place == 0 or place == len(reached):
            slope = min(slope, -0.2)
        power = logs[low] + slope * (distance - reached[low])
        return math.exp(min(math.log(100_000.0), max(math.log(0.01), power)))


@cache
def table(model: str) -> Table:
    """The shipped table of a model; raises OSError when the installation lacks it."""
    text = files("monitor.matching").joinpath("weights", f"{model}.json").read_text(encoding="utf-8")
    return Table(json.loads(text))


@cache
def class_shares() -> dict[int, float]:
    """Share of everyday filings that name each Nice class, as learned with the Han table."""
    text = files("monitor.matching").joinpath("weights", "classes.json").read_text(encoding="utf-8")
    return {int(nice): share for nice, share in json.loads(text)["shares"].items()}


def signals(model: str) -> tuple[Signal, ...]:
    """The ordered signals of a model."""
    return BY_MODEL[model]


def values(pair: Pair) -> dict[str, float]:
    """Every signal of the pair's model with its value."""
    return {signal.name: signal.function(pair) for signal in BY_MODEL[pair.model]}


@cache
def _functions(model: str) -> dict[str, Callable[[Pair], float]]:
    return {signal.name: signal.function for signal in BY_MODEL[model]}


def distance(pair: Pair) -> float:
    """Log-odds of a pair over the default threshold: `log_odds` of its `values`, read and summed at once."""
    learned = table(pair.model)
    if learned.readers is None:
        known = _functions(pair.model)
        learned.readers = tuple(known[name] for name in learned.names)
    return learned.sum_for(pair.length).of([read(pair) for read in learned.readers])
