"""Adds up a learned table's shares for marks of one length: the sum of `Table`, laid out flat for speed.

Every operation is that of `interpolate`, in the same order, so that the result is the same to the last digit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

Segment = tuple[float, float, float, float]  # start, width, height there, rise
Curve = tuple[float, float, list[float], list[Segment]]  # first point, height before it, points, segments

JOINT = ("strongest", "second", "strongest_in_scope")
NOTHING = -60.0  # log-odds of a pair without any likeness
DECADE = 0.30103  # decimal logarithm of 2: bits to decades


def interpolate(x: float, xs: list[float], ys: list[float]) -> float:
    """The curve through (xs, ys) at x, flat beyond its ends; xs ascend."""
    if x <= xs[0]:
        return ys[0]
    if x >= xs[-1]:
        return ys[-1]
    right = bisect_right(xs, x)
    share = (x - xs[right - 1]) / (xs[right] - xs[right - 1])
    return ys[right - 1] + share * (ys[right] - ys[right - 1])


def flat(xs: list[float], ys: list[float]) -> Curve:
    """The curve with its divisions done: `segments[bisect_right(xs, x)]` holds what `interpolate` needs."""
    points = list(zip(xs, ys, strict=True))
    inner = [(x, end - x, y, top - y) for (x, y), (end, top) in zip(points, points[1:], strict=False)]
    return xs[0], ys[0], xs, [(0.0, 1.0, ys[0], 0.0), *inner, (0.0, 1.0, ys[-1], 0.0)]


class Sum:
    """The sum for one bucket of lengths. `names`: the signals that enter, in the order in which they are read."""

    def __init__(
        self,
        names: Sequence[str],
        start: float,
        curves: Mapping[str, tuple[list[float], list[float]]],
        rare: Mapping[str, list[float]],
        levels: list[float],
    ) -> None:
        known = {name: place for place, name in enumerate((*names, *JOINT))}
        self._start = start
        self._curves = [(known[n], interpolate(0.0, *c), *flat(*c)) for n, c in curves.items()]
        self._rare = [(known[name], flat(at, levels) if at else None) for name, at in rare.items()]
        self._lowest = levels[0] if levels else 0.0
        self._scope = known.get("scope", -1)

    def of(self, values: list[float]) -> float:
        """The log-odds of the signals' values (in the order of `names`), as distance to the threshold."""
        found = values
        if self._rare:
            found = values.copy()
            if not self._put_on_scale(found):
                return NOTHING
        total = self._start
        for place, at_zero, first, lowest, xs, segments in self._curves:
            x = found[place]
            if x == 0.0:
                total += at_zero
            elif x <= first:
                total += lowest
            else:
                start, width, height, rise = segments[bisect_right(xs, x)]
                total += height + (x - start) / width * rise
        return total

    def _put_on_scale(self, found: list[float]) -> bool:
        """Values become decades of rarity, the joint inputs are appended; False when nothing resembles."""
        top = second = 0.0
        for place, curve in self._rare:
            x = found[place]
            if x <= 0.0 or curve is None:
                found[place] = 0.0
                continue
            first, decades, xs, segments = curve
            if x > first:
                start, width, height, rise = segments[bisect_right(xs, x)]
                decades = height + (x - start) / width * rise
            found[place] = decades
            if decades > top:
                top, second = decades, top
            elif decades > second:
                second = decades
        scope = found[self._scope] if self._scope >= 0 else 0.0
        found += (top, second, top + DECADE * max(-3.0, scope))
        return top > self._lowest
