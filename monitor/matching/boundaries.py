"""Tells whether the part of a sign that resembles a mark is a slice of other words: 分钟 in 三分钟水饺 for 钟水饺.

`text.cut_margin` asks which division of the whole text is likelier; here each edge of the part is looked at
alone, so that one common word across it is seen whatever the rest of the text is.
"""

from __future__ import annotations

import math
from functools import lru_cache

from monitor.matching.align import Step
from monitor.matching.text import cut_margin, word_count

_LONGEST = 4  # characters of a word that may lie across an edge


def _across(text: str, start: int, end: int, edge: int) -> float:
    best = 0
    for at in range(max(0, edge - _LONGEST + 1), edge):
        for to in range(edge + 1, min(len(text), at + _LONGEST) + 1):
            if at > start or to < end:  # a word that holds the whole part does not cut it
                best = max(best, word_count(text[at:to]))
    return math.log10(best + 1)


@lru_cache(maxsize=8192)
def straddled(text: str, start: int, end: int) -> float:
    """Decimal logarithm of the count of the commonest word that lies across an edge of `text[start:end]`."""
    return max(
        (_across(text, start, end, edge) for edge in (start, end) if 0 < edge < len(text)), default=0.0
    )


def straddled_everywhere(text: str, part: str) -> float:
    """The least `straddled` of all places where `part` stands; 0 when it stands nowhere."""
    places = [at for at in range(len(text) - len(part) + 1) if text.startswith(part, at)]
    return min((straddled(text, at, at + len(part)) for at in places), default=0.0)


def matched_part(steps: tuple[Step, ...], text: str) -> tuple[float, float]:
    """(`straddled`, nats by which the text reads better otherwise) of the stretch that the steps cover."""
    if not steps:
        return 0.0, 0.0
    start, end = steps[0].from_, steps[-1].until
    if end - start == len(text):
        return 0.0, 0.0
    return straddled(text, start, end), max(0.0, cut_margin(text, start, end))


@lru_cache(maxsize=8192)
def commonness(run: str) -> float:
    """0–1: how common a word of the language a run of two or more characters is; 0 for no word."""
    return min(1.0, math.log10(word_count(run) + 1) / 4) if len(run) > 1 else 0.0
