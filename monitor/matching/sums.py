"""Adds up a learned table's shares for marks of one length: the sum of `Table`, laid out for speed.

Every operation is that of `interpolate`, in the same order, so that the result is the same to the last digit.
Values recur (a spelling is one letter off or two), so that what a value gives is kept and mostly looked up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

Curve = tuple[list[float], list[float]]

JOINT = ("strongest", "second", "strongest_in_scope")
NOTHING = -60.0  # log-odds of a pair without any likeness
DECADE = 0.30103  # decimal logarithm of 2: bits to decades
_MOST_KEPT = 512  # values of one signal and length; all signals and lengths together stay under 50 MB


def interpolate(x: float, xs: list[float], ys: list[float]) -> float:
    """The curve through (xs, ys) at x, flat beyond its ends; xs ascend."""
    if x <= xs[0]:
        return ys[0]
    if x >= xs[-1]:
        return ys[-1]
    right = bisect_right(xs, x)
    share = (x - xs[right - 1]) / (xs[right] - xs[right - 1])
    return ys[right - 1] + share * (ys[right] - ys[right - 1])


class Given(dict[float, tuple[float, float]]):
    """What a signal's value gives: decades of rarity (0 for a signal without a scale) and share."""

    def __init__(self, scale: Curve | None, curve: Curve | None) -> None:
        self._scale, self._curve = scale, curve
        self.by_nothing = self[0.0][1]  # the share of a value of 0, which most are

    def __missing__(self, value: float) -> tuple[float, float]:
        if len(self) >= _MOST_KEPT:
            self.clear()
        at, decades = value, 0.0
        if self._scale is not None:
            at = decades = interpolate(value, *self._scale) if value > 0.0 and self._scale[0] else 0.0
        found = self[value] = decades, interpolate(at, *self._curve) if self._curve else 0.0
        return found


class Sum:
    """The sum for one bucket of lengths. `names`: the signals that enter, in the order in which they are read:
    those with a curve in the order of the table, then those whose rarity alone counts."""

    def __init__(
        self,
        names: Sequence[str],
        start: float,
        curves: Mapping[str, Curve],
        rare: Mapping[str, list[float]],
        levels: list[float],
    ) -> None:
        self._start = start
        self._given = [Given((rare[n], levels) if n in rare else None, curves.get(n)) for n in names]
        self._joint = [Given(None, curves.get(name)) for name in JOINT]
        self._lowest = levels[0] if rare else None
        self._scope = names.index("scope") if "scope" in names else -1

    def of(self, values: list[float]) -> float:
        """The log-odds of the signals' values (in the order of `names`), as distance to the threshold."""
        total, top, second = self._start, 0.0, 0.0
        for value, given in zip(values, self._given, strict=True):
            if not value:
                total += given.by_nothing
                continue
            decades, share = given[value]
            total += share
            if decades > second:
                top, second = (decades, top) if decades > top else (top, decades)
        if self._lowest is None:
            return total
        if top <= self._lowest:
            return NOTHING
        scope = values[self._scope] if self._scope >= 0 else 0.0
        strongest, next_, in_scope = self._joint
        total += strongest[top][1]
        total += next_[second][1]
        return total + in_scope[top + DECADE * max(-3.0, scope)][1]
