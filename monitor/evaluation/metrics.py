"""Plain measures over scores and labels; every one is checked against a toy counted by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Counts:
    """Outcomes at one threshold."""

    hit: int
    missed: int
    false: int
    quiet: int

    @property
    def precision(self) -> float:
        """Share of alerts that were wanted; 0 when there was none."""
        return _share(self.hit, self.hit + self.false)

    @property
    def recall(self) -> float:
        """Share of wanted alerts that were raised."""
        return _share(self.hit, self.hit + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _share(2 * self.hit, 2 * self.hit + self.false + self.missed)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def count(scores: Sequence[float], labels: Sequence[int], threshold: float) -> Counts:
    """Outcomes of "alert when the score is at or over the threshold"."""
    alerts = [score >= threshold for score in scores]
    hit = sum(1 for alert, label in zip(alerts, labels, strict=True) if alert and label)
    false = sum(1 for alert, label in zip(alerts, labels, strict=True) if alert and not label)
    positive = sum(labels)
    return Counts(hit, positive - hit, false, len(labels) - positive - false)


def average_precision(scores: Sequence[float], labels: Sequence[int]) -> float:
    """Area under the precision-recall curve by steps: sum of (recall gained) x precision, ties taken together."""
    positive = sum(labels)
    if not positive:
        return 0.0
    ranked = sorted(zip(scores, labels, strict=True), key=lambda pair: -pair[0])
    area, seen, found, position = 0.0, 0, 0, 0
    while position < len(ranked):
        tied = position
        while tied < len(ranked) and ranked[tied][0] == ranked[position][0]:
            tied += 1
        gained = sum(label for _, label in ranked[position:tied])
        seen, found = tied, found + gained
        area += gained / positive * (found / seen)
        position = tied
    return area


def threshold_for(ordinary: Iterable[float], allowed: int) -> float:
    """The lowest score at or over which at most `allowed` of the ordinary scores lie.

    Scores tied with the first one over the allowance are left out with it, so the price is never exceeded.
    """
    ranked = sorted(ordinary, reverse=True)
    if len(ranked) <= allowed:
        return 0.0
    limit = ranked[allowed]
    above = [score for score in ranked[:allowed] if score > limit]
    return above[-1] if above else _just_over(limit)


def _just_over(limit: float) -> float:
    return limit + max(abs(limit), 1e-12) * 1e-12


def recall_at(scores: Sequence[float], threshold: float) -> float:
    """Share of the wanted scores at or over the threshold."""
    return _share(sum(1 for score in scores if score >= threshold), len(scores))
