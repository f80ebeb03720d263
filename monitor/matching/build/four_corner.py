"""Compares characters by their four-corner codes (source 3 of the glyph table)."""

from __future__ import annotations

from monitor.matching.build.sources import Mojidata

EXTRA = 0.5  # the fifth digit, after the point


class Corners:
    """Four-corner codes of Unihan; some characters have several."""

    def __init__(self, source: Mojidata) -> None:
        self.codes = {char: value.split() for char, value in source.column("kFourCornerCode").items()}

    def agreement(self, a: str, b: str) -> float:
        """How many of four digits agree, and 0.5 for the fifth; 2.5 (nothing known) without a code."""
        codes_a, codes_b = self.codes.get(a), self.codes.get(b)
        if not codes_a or not codes_b:
            return 2.5
        return max(
            sum(p == q for p, q in zip(x[:4], y[:4], strict=False)) + EXTRA * (x[4:] == y[4:])
            for x in codes_a
            for y in codes_b
        )
