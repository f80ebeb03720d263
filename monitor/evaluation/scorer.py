"""What an evaluation needs of a matcher, so that the product's own and a plain yardstick are measured alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from rapidfuzz.fuzz import ratio

from crawlers.records import Filing, Listing
from monitor.matching import score
from watchlists.entries import WatchEntry


class Scorer(Protocol):
    """A matcher as seen from its measurement; marks and signs are whatever it prepared."""

    name: str
    threshold: float

    def mark(self, entry: WatchEntry) -> Any:
        """The prepared form of an entry."""
        ...

    def sign(self, record: Filing | Listing) -> Any:
        """The prepared form of a record."""
        ...

    def score(self, mark: Any, sign: Any) -> float:
        """How near the two are, 0–1."""
        ...

    def candidates(self, marks: Sequence[Any]) -> Callable[[Any], Iterable[int]]:
        """For a sign, the positions in `marks` that may score above nothing."""
        ...


class Matcher:
    """The product: `monitor.matching` as it screens."""

    name = "zhiwei"

    threshold = score.DEFAULT_THRESHOLD

    def mark(self, entry: WatchEntry) -> Any:
        """See `monitor.matching.prepare`."""
        return score.prepare_entry(entry)

    def sign(self, record: Filing | Listing) -> Any:
        """See `monitor.matching.prepare`."""
        return score.prepare_record(record)

    def score(self, mark: Any, sign: Any) -> float:
        """The stored score, without its reasons."""
        return score.score(mark, sign)

    def candidates(self, marks: Sequence[Any]) -> Callable[[Any], Iterable[int]]:
        """The same candidates as a screening takes."""
        return score.pool(marks)


class PlainRatio:
    """The yardstick: rapidfuzz `ratio` over lower-cased text, nothing else."""

    name = "rapidfuzz ratio"
    threshold = 0.85

    def mark(self, entry: WatchEntry) -> str:
        """Lower-cased text."""
        return entry.text.lower()

    def sign(self, record: Filing | Listing) -> str:
        """Lower-cased text."""
        return record.text.lower()

    def score(self, mark: str, sign: str) -> float:
        """Normalised indel similarity."""
        return ratio(mark, sign) / 100

    def candidates(self, marks: Sequence[str]) -> Callable[[str], Iterable[int]]:
        """Every mark."""
        everyone = range(len(marks))
        return lambda sign: everyone
