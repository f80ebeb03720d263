"""A new or changed entry against all past records: what it meets, and what it would have given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import log

import numpy as np

from alerts.memory import party_of
from config.clock import local_day
from crawlers.records import Filing, Listing
from monitor.archive.base import Archive
from monitor.archive.past import Past, compared
from monitor.matching.fold import fold
from monitor.matching.prepare import Mark, prepare_entry, prepare_record
from monitor.matching.score import DEFAULT_THRESHOLD, score
from monitor.screening import keys
from monitor.screening.bound import Bound
from monitor.screening.sketch import SKETCH, sketch_of
from watchlists.entries import WatchEntry

GENERIC_PER_WEEK = 5.0  # as in alerts.subscriptions.preview
_EXAMPLES = 10
_EXCLUSIONS = 10
_TOGETHER = 16  # entries asked for in one search


@dataclass(frozen=True, slots=True)
class Met:
    """A past record that reaches the threshold against an entry."""

    past: Past
    record: Filing | Listing
    score: float


@dataclass(frozen=True, slots=True)
class Preview:
    """What an entry would have given from `since` to `until` (days)."""

    since: date
    until: date
    hits: int
    per_week: float
    examples: tuple[Met, ...]  # the nearest
    too_generic: bool
    exclusions: tuple[tuple[str, int], ...]  # (text that came again and again, how often)
    over_budget: int  # hits beyond the entry's monthly budget, which it would have missed

    def lines(self) -> list[str]:
        """For people."""
        found = [f"{self.since} 至 {self.until}：疑似近似 {self.hits} 件，平均每周 {self.per_week:.1f} 件"]
        found += [
            f"  {one.score:.2f}　{one.record.text}　{party_of(one.record)}　{one.past.day}"
            for one in self.examples
        ]
        if self.too_generic:
            found.append("此文字过于常见：请收窄商品类别，或换用更显著的文字")
        found += [f"  可考虑排除：“{text}”（{n} 次）" for text, n in self.exclusions]
        if self.over_budget:
            found.append(f"按每月上限，其中 {self.over_budget} 件不会单独提示")
        return found


class BackScan:
    """Meets entries with an archive; keeps what is worth keeping between entries."""

    def __init__(self, archive: Archive, threshold: float = DEFAULT_THRESHOLD) -> None:
        self._archive, self._threshold = archive, threshold
        self._line = log(threshold / (1 - threshold))
        self._bound = Bound()

    def meet(self, entries: Sequence[WatchEntry], since: str = "") -> Iterator[tuple[WatchEntry, list[Met]]]:
        """Each entry with the records that it meets, by `seq`. Raises ArchiveError."""
        for start in range(0, len(entries), _TOGETHER):
            step = entries[start : start + _TOGETHER]
            marks = [prepare_entry(entry) for entry in step]
            found = self._archive.search([keys.mark_probes(mark) for mark in marks], since)
            for entry, mark, pasts in zip(step, marks, found, strict=True):
                yield entry, list(self._met(mark, pasts))

    def _met(self, mark: Mark, pasts: list[Past]) -> Iterator[Met]:
        sketch = np.frombuffer(sketch_of(mark), dtype=SKETCH)
        for past in pasts:
            record = compared(past)
            if record is None:
                continue
            sign = prepare_record(record)
            if not self._bound.may_reach(sign, sketch, self._line)[0]:
                continue
            value = score(mark, sign)
            if value >= self._threshold:
                yield Met(past, record, value)


def preview(
    entry: WatchEntry, archive: Archive, months: int, now: datetime, threshold: float = DEFAULT_THRESHOLD
) -> Preview:
    """What `entry` would have given over the last months, by the day of each record. Raises ArchiveError."""
    until = local_day(now)
    since = until - timedelta(days=30 * months)
    ((_, met),) = BackScan(archive, threshold).meet([entry], str(since))
    weeks = max((until - since) / timedelta(weeks=1), 1.0)
    nearest = sorted(met, key=lambda one: (-one.score, one.past.record_id))
    texts = Counter(fold(one.record.text) for one in met if fold(one.record.text) != fold(entry.text))
    return Preview(
        since=since,
        until=until,
        hits=len(met),
        per_week=len(met) / weeks,
        examples=tuple(nearest[:_EXAMPLES]),
        too_generic=len(met) / weeks > GENERIC_PER_WEEK,
        exclusions=tuple((text, n) for text, n in texts.most_common(_EXCLUSIONS) if n > 2),
        over_budget=_over_budget(met, entry.monthly_budget),
    )


def _over_budget(met: Sequence[Met], budget: int | None) -> int:
    if budget is None:
        return 0
    months = Counter(one.past.day[:7] for one in met)
    return sum(max(0, n - budget) for n in months.values())
