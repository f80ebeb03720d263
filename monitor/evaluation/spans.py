"""A second opinion on titles: brands as entries against human brand spans, precision and recall of the spans."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import ahocorasick

from monitor.evaluation.metrics import Counts
from monitor.matching.fold import fold
from monitor.matching.text import cut_margin, is_ordinary_word

BRAND = "HPPX"
_CUT_FROM = 2.0  # nats, as the listing model's second bend


@dataclass(frozen=True)
class Span:
    """A stretch of a title, end excluded."""

    start: int
    end: int


def read_titles(path: Path) -> Iterator[tuple[str, frozenset[Span]]]:
    """Each title with its human brand spans; raises KeyError or ValueError for a row of another form."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row["text"], frozenset(Span(a, b) for a, b, label in row["spans"] if label == BRAND)


def read_brands(path: Path) -> list[str]:
    """The names of a CSV with a `brand` column, two characters and more."""
    with path.open(encoding="utf-8", newline="") as stream:
        return sorted({row["brand"] for row in csv.DictReader(stream) if len(row["brand"]) > 1})


class Finder:
    """Finds entries' texts in titles: the longest first, a hit across words or of an ordinary word dropped."""

    def __init__(self, brands: Iterable[str], *, judged: bool = True) -> None:
        self._judged = judged
        self._texts = ahocorasick.Automaton()
        for brand in brands:
            key = brand.casefold()
            self._texts.add_word(key, key)
        self._texts.make_automaton()

    def spans(self, title: str) -> frozenset[Span]:
        """The stretches that the finder takes for brands; they do not overlap."""
        plain = title.casefold()
        if len(plain) != len(title):
            plain = title
        found = [Span(end + 1 - len(key), end + 1) for end, key in self._texts.iter(plain)]
        taken: list[Span] = []
        for span in sorted(found, key=lambda s: (s.start - s.end, s.start)):
            if all(span.end <= t.start or span.start >= t.end for t in taken) and self._holds(plain, span):
                taken.append(span)
        return frozenset(taken)

    def _holds(self, title: str, span: Span) -> bool:
        text = title[span.start : span.end]
        if not self._judged:
            return True
        if text.isascii():
            around = title[span.start - 1 : span.start] + title[span.end : span.end + 1]
            return not any(c.isascii() and c.isalpha() for c in around)
        if is_ordinary_word(fold(text)) and span.start > 0:
            return False
        return cut_margin(title, span.start, span.end) <= _CUT_FROM


def measure(titles: Iterable[tuple[str, frozenset[Span]]], finder: Finder) -> Counts:
    """Exact spans: hit, missed and false, over all titles."""
    hit = missed = false = 0
    for title, wanted in titles:
        found = finder.spans(title)
        hit += len(found & wanted)
        missed += len(wanted - found)
        false += len(found - wanted)
    return Counts(hit, missed, false, 0)
