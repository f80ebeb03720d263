"""Adds up a learned table's shares for marks of one length: the sum of `Table`, laid out flat for speed.

Every operation is that of `interpolate`, in the same order, so that the result is the same to the last digit.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence

Segment = tuple[float, float, float, float]  # start, width, height there, rise
Curve = tuple[float, float, list[float], list[Segment]]  # first point, height before it, points, segments
#: A stretch of a rare signal: from value to decades (start, width, height, rise, end), from decades to share.
Stretch = tuple[float, float, float, float, float, float, float, float, float]
#: A signal's curve of shares, its scale of rarity if it has one, both in one where they fit, its share at 0.
Step = tuple[Curve | None, Curve | None, tuple[list[float], list[Stretch]] | None, float]

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


def read_off(x: float, curve: Curve) -> float:
    """`interpolate` on a flat curve."""
    first, lowest, xs, segments = curve
    if x <= first:
        return lowest
    start, width, height, rise = segments[bisect_right(xs, x)]
    return height + (x - start) / width * rise


def fused(scale: Curve, curve: Curve) -> tuple[list[float], list[Stretch]] | None:
    """Both steps of a rare signal under one search; None where a stretch of the scale meets several of the curve."""
    first, lowest, at, _ = scale
    heights = [segment[2] for segment in scale[3][1:]]
    if at[1:2] == [first] or lowest <= curve[0]:
        return None
    found: list[Stretch] = []
    for place, (start, width, height, rise) in enumerate(scale[3]):
        end = heights[place] if 0 < place < len(at) else math.inf
        found.append((start, width, height, rise, end, *curve[3][bisect_right(curve[2], height)]))
        if place and any(height < x < end for x in curve[2]) and end < math.inf:
            return None
    return at, found


class Sum:
    """The sum for one bucket of lengths. `names`: the signals that enter, in the order in which they are read:
    those with a curve in the order of the table, then those whose rarity alone counts."""

    def __init__(
        self,
        names: Sequence[str],
        start: float,
        curves: Mapping[str, tuple[list[float], list[float]]],
        rare: Mapping[str, list[float]],
        levels: list[float],
    ) -> None:
        self._start = start
        self._steps = [self._step(name, curves, rare, levels) for name in names]
        self._joint = [flat(*curves[name]) if name in curves else None for name in JOINT]
        self._rare = bool(rare)
        self._lowest = levels[0] if levels else 0.0
        self._scope = names.index("scope") if "scope" in names else -1

    def _step(
        self,
        name: str,
        curves: Mapping[str, tuple[list[float], list[float]]],
        rare: Mapping[str, list[float]],
        levels: list[float],
    ) -> Step:
        curve = flat(*curves[name]) if name in curves else None
        never = ([0.0], [0.0])  # too few everyday pairs to say what is rare: no value is
        scale = flat(*((rare[name], levels) if rare[name] else never)) if name in rare else None
        both = fused(scale, curve) if scale and curve else None
        return curve, scale, both, interpolate(0.0, *curves[name]) if curve else 0.0

    def of(self, values: list[float]) -> float:
        """The log-odds of the signals' values (in the order of `names`), as distance to the threshold."""
        total, top, second = self._start, 0.0, 0.0
        for x, (curve, scale, both, at_zero) in zip(values, self._steps, strict=True):
            if not x or (scale and x < 0.0):
                total += at_zero
                continue
            if both:
                at, stretches = both
                start, width, height, rise, end, start_, width_, height_, rise_ = stretches[
                    bisect_right(at, x)
                ]
                height += (x - start) / width * rise
                if height < end:
                    total += height_ + (height - start_) / width_ * rise_
                    if height > top:
                        top, second = height, top
                    elif height > second:
                        second = height
                    continue
            if scale:
                first, height, xs, segments = scale
                if x > first:
                    start, width, height, rise = segments[bisect_right(xs, x)]
                    height += (x - start) / width * rise
                x = height
                if x > top:
                    top, second = x, top
                elif x > second:
                    second = x
            if curve:
                first, height, xs, segments = curve
                if x > first:
                    start, width, height, rise = segments[bisect_right(xs, x)]
                    height += (x - start) / width * rise
                total += height
        if not self._rare:
            return total
        if top <= self._lowest:
            return NOTHING
        scope = values[self._scope] if self._scope >= 0 else 0.0
        for x, curve in zip((top, second, top + DECADE * max(-3.0, scope)), self._joint, strict=True):
            total += read_off(x, curve) if curve else 0.0
        return total
