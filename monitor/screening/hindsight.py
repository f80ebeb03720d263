"""What entries would have given over the last months: hits a week, examples, and what a budget would have missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from alerts.memory import party_of
from alerts.sight import CANARY_MARK
from alerts.subscriptions.preview import GENERIC_PER_WEEK
from config.clock import local_day
from config.database import Database
from monitor.archive.base import Archive
from monitor.matching.fold import fold
from monitor.matching.prepare import prepare_entry
from monitor.matching.score import DEFAULT_THRESHOLD
from monitor.screening.back import BackScan, Met, meet_in_database
from monitor.screening.line import line_of
from watchlists.entries import WatchEntry

_EXAMPLES = 10
_EXCLUSIONS = 10
_MISSED = 5


@dataclass(frozen=True, slots=True)
class Span:
    """Local days, both included, by the day of each record."""

    since: date
    until: date

    @classmethod
    def of(cls, months: int, now: datetime) -> Span:
        """The last `months` months of 30 days."""
        until = local_day(now)
        return cls(until - timedelta(days=30 * months), until)

    @property
    def weeks(self) -> float:
        """At least one."""
        return max((self.until - self.since) / timedelta(weeks=1), 1.0)


@dataclass(frozen=True, slots=True)
class Hindsight:
    """What an entry would have given; with a budget `told` stay over its line and `missed` under it."""

    entry: WatchEntry
    span: Span
    line: float  # the entry's alert line
    told: tuple[Met, ...]  # the nearest first
    missed: tuple[Met, ...]  # over the default line, under the entry's own
    exclusions: tuple[tuple[str, int], ...]  # (text that came again and again, how often)
    full_months: int  # months in which even `told` were more than the budget

    @property
    def per_week(self) -> float:
        """Hits told a week."""
        return len(self.told) / self.span.weeks

    @property
    def too_generic(self) -> bool:
        """Whether it would tire whoever reads it."""
        return self.per_week > GENERIC_PER_WEEK

    @property
    def examples(self) -> tuple[Met, ...]:
        """The nearest."""
        return self.told[:_EXAMPLES]

    def lines(self) -> list[str]:
        """For people."""
        counted = f"疑似近似 {len(self.told)} 件，平均每周 {self.per_week:.1f} 件"
        shown = [
            f"「{self.entry.text}」（{self.entry.id}）　{self.span.since} 至 {self.span.until}：{counted}"
        ]
        shown += map(_line, self.examples)
        if self.too_generic:
            shown.append("  此文字过于常见：请收窄商品类别、换用更显著的文字，或设每月上限")
        shown += [f"  可考虑排除：“{text}”（{n} 次）" for text, n in self.exclusions]
        return shown + self._budget_lines()

    def _budget_lines(self) -> list[str]:
        if self.entry.monthly_budget is None:
            return []
        raised = f"每月不超过 {self.entry.monthly_budget} 封：提示线为 {self.line:.3f}"
        shown = [f"  {raised}，会漏掉 {len(self.missed)} 件" + ("，最近似的是：" if self.missed else "")]
        shown += [f"  {_line(one)}" for one in self.missed[:_MISSED]]
        if self.full_months:
            shown.append(f"  即便如此，仍有 {self.full_months} 个月会超过上限")
        return shown

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return {
            "entry": self.entry.id,
            "text": self.entry.text,
            "since": str(self.span.since),
            "until": str(self.span.until),
            "hits": len(self.told),
            "per_week": round(self.per_week, 2),
            "too_generic": self.too_generic,
            "examples": [_plain(one) for one in self.examples],
            "exclusions": [{"text": text, "times": n} for text, n in self.exclusions],
            "budget": self.entry.monthly_budget,
            "line": self.line,
            "missed": len(self.missed),
            "missed_examples": [_plain(one) for one in self.missed[:_MISSED]],
            "months_over_budget": self.full_months,
        }


def _line(one: Met) -> str:
    return f"  {one.score:.3f}　{one.record.text}　{party_of(one.record)}　{one.day}　{one.record_id}"


def _plain(one: Met) -> dict[str, Any]:
    about = {"record": one.record_id, "text": one.record.text, "party": party_of(one.record)}
    return about | {"day": one.day, "score": one.score}


def hindsight(
    entry: WatchEntry, met: Sequence[Met], span: Span, threshold: float = DEFAULT_THRESHOLD
) -> Hindsight:
    """Sums up what an entry has met within `span` over `threshold`."""
    line = line_of(prepare_entry(entry), threshold)
    nearest = sorted(
        (one for one in met if one.day <= str(span.until) and f":{CANARY_MARK}" not in one.record_id),
        key=lambda one: (-one.score, one.record_id),
    )
    told = tuple(one for one in nearest if one.score >= line)
    texts = Counter(fold(one.record.text) for one in told if fold(one.record.text) != fold(entry.text))
    months = Counter(one.day[:7] for one in told)
    budget = entry.monthly_budget
    return Hindsight(
        entry=entry,
        span=span,
        line=line,
        told=told,
        missed=tuple(one for one in nearest if one.score < line),
        exclusions=tuple((text, n) for text, n in texts.most_common(_EXCLUSIONS) if n > 2),
        full_months=0 if budget is None else sum(n > budget for n in months.values()),
    )


def from_archive(
    entries: Sequence[WatchEntry], archive: Archive, span: Span, threshold: float = DEFAULT_THRESHOLD
) -> Iterator[Hindsight]:
    """One for each entry, in order, by their keys. Raises ArchiveError."""
    for entry, met in BackScan(archive, threshold).meet(entries, str(span.since)):
        yield hindsight(entry, met, span, threshold)


def from_database(
    entries: Sequence[WatchEntry], database: Database, span: Span, threshold: float = DEFAULT_THRESHOLD
) -> Iterator[Hindsight]:
    """One for each entry, in order, from every stored record."""
    with database.read() as conn:
        met = meet_in_database(conn, entries, str(span.since), threshold)
    for entry in entries:
        yield hindsight(entry, met[entry.id], span, threshold)
