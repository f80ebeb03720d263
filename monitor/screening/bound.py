"""Rules out candidates that cannot reach the line, all pairs of a batch at once and before any mark is read.

Han meets Han, Latin meets Latin and each meets the other by bounds of their own; every other pair is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crawlers.records import Filing, Listing
from monitor.matching.prepare import Sign
from monitor.screening import crossbound, hanbound, latinbound, titlebound
from monitor.screening.characters import Characters, characters
from monitor.screening.goods import context, part
from monitor.screening.sketch import HAN, LATIN, OPEN, Sketches, is_han, is_latin

Floats = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]
Pairs = tuple[Places, Sketches, dict[str, Floats]]
TITLE = 3
_BOUNDED = ((HAN, HAN), (LATIN, LATIN), (HAN, LATIN), (LATIN, HAN), (TITLE, HAN))
_NEAR = 0.01  # of log-odds, for what is lost in single precision


def kind_of(sign: Sign) -> int:
    """Which bound a sign has: HAN, LATIN, TITLE, or OPEN for none."""
    if isinstance(sign.record, Listing):
        return TITLE if 0 < len(sign.main.units) <= titlebound.TITLE_WIDTH else OPEN
    if not isinstance(sign.record, Filing) or len(sign.forms) > 1:
        return OPEN
    if is_han(sign.main, hanbound.SIGN_WIDTH):
        return HAN
    return LATIN if is_latin(sign.main) else OPEN


class Bound:
    """Asks of pairs whether they may reach a line."""

    def __init__(self) -> None:
        self._made: Characters | None = None

    @property
    def _known(self) -> Characters:
        self._made = self._made or characters()
        return self._made

    def may_reach(self, sign: Sign, sketches: Sketches, line: float) -> Flags:
        """As `of_pairs`, for one sign."""
        return self.of_pairs([sign], np.zeros(len(sketches), dtype=np.intp), sketches, line)

    def of_pairs(self, signs: Sequence[Sign], askers: Places, marks: Sketches, line: float) -> Flags:
        """False where the log-odds of (`signs[askers[n]]`, `marks[n]`) stay under `line` (0: the default)."""
        kinds = np.array([kind_of(sign) for sign in signs], dtype=np.int64)
        theirs = kinds[askers]
        found = np.ones(len(marks), dtype=np.bool_)
        if not len(marks):
            return found
        goods = context(signs, askers, marks)
        for sign_kind, mark_kind in _BOUNDED:
            at = np.flatnonzero((theirs == sign_kind) & (marks["kind"] == mark_kind))
            if len(at):
                pairs = (askers[at], marks[at], part(goods, at))
                high = self._highest(signs, pairs, (sign_kind, mark_kind), line - _NEAR)
                found[at] = high >= line - _NEAR
        return found

    def _highest(self, signs: Sequence[Sign], pairs: Pairs, kinds: tuple[int, int], line: float) -> Floats:
        askers, marks, goods = pairs
        own, places = np.unique(askers, return_inverse=True)
        few = [signs[n] for n in own.tolist()]
        if kinds == (TITLE, HAN):
            return titlebound.highest(self._known, few, places, marks, line)
        if kinds == (HAN, HAN):
            return hanbound.highest(self._known, hanbound.asked(self._known, few), places, marks, goods, line)
        if kinds == (LATIN, LATIN):
            return latinbound.highest(few, places, marks, goods, line)
        return crossbound.highest(few, places, marks, goods)
