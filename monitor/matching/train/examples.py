"""Gathers what the weights are learned from: labelled pairs of the sets, and everyday names as negatives.

Every everyday name is set against every entry; only pairs that the candidate pool admits are examined (all
others share nothing), so the negatives are the hard ones of the whole stream.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawlers.records import Filing, Listing
from monitor.evaluation.rows import Row, read_names, read_rows
from monitor.evaluation.table import entries_of
from monitor.matching import model, rules, score
from monitor.matching.pair import Pair
from monitor.matching.pool import Pool
from monitor.matching.prepare import Mark, prepare_entry, prepare_record

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Example:
    """One comparison; `source` is fought, constructed, stream or other."""

    kind: str
    values: dict[str, float]
    length: int
    mark_id: str
    mark_text: str
    record: str
    label: int
    won: int
    source: str
    row_id: str = ""

    @property
    def fold(self) -> int:
        """The cross-validation fold: all pairs of one earlier mark fall together."""
        return zlib.crc32(self.mark_text.encode()) % FOLDS


@dataclass(frozen=True)
class Sets:
    """The rows and streams of an evaluation folder."""

    folder: Path
    fought: list[Row]
    constructed: list[Row]

    @classmethod
    def read(cls, folder: Path) -> Sets:
        """Both labelled files; contested constructed rows are left out."""
        constructed = [row for row in read_rows(folder / "dev.jsonl") if not row.contested]
        return cls(folder, read_rows(folder / "fought.jsonl"), constructed)


def _example(pair: Pair, label: int, won: int, source: str, row_id: str = "") -> Example:
    return Example(
        kind=pair.model,
        values=model.values(pair),
        length=pair.length,
        mark_id=pair.mark.entry.id,
        mark_text=pair.mark.main.folded,
        record=pair.other.raw,
        label=label,
        won=won,
        source=source,
        row_id=row_id,
    )


def usable(example: Example) -> bool:
    """Across scripts a pair without any correspondence teaches nothing: the entry lacked the alias."""
    if example.kind != "cross":
        return True
    seen = max(example.values[n] for n in ("pinyin_whole", "pinyin_held", "translation", "mixed_script"))
    return seen >= (0.6 if example.label else 0.45)


#: The signal that says which of several forms of a mark a wanted record resembles.
_NEARNESS = {
    "han": "mark_cover",
    "latin": "spelling",
    "cross": "script_share",
    "listing": "quality",
    "gi": "near_name",
}


def best_forms(examples: Sequence[Example]) -> list[Example]:
    """Of the comparisons of a wanted pair by one model the nearest only: the other forms were not what was meant."""
    best: dict[str, Example] = {}
    for example in examples:
        name = _NEARNESS[example.kind]
        if example.kind not in best or example.values[name] > best[example.kind].values[name]:
            best[example.kind] = example
    return list(best.values())


def labelled(rows: Iterable[Row], source: str) -> Iterator[Example]:
    """Every comparison of each row's pair. A fought filing is wanted whatever its outcome: the owner fought it."""
    for row in rows:
        if row.entry is None:
            continue
        mark, sign = prepare_entry(row.entry), prepare_record(row.record)
        wanted = 1 if row.label or (source == "fought" and row.kind == "trademark") else 0
        if source == "fought" and row.kind != "trademark" and row.contested:
            continue
        if rules.settled(mark, sign):
            continue
        found = [_example(pair, wanted, row.label, source, row.id) for pair in score.pairs(mark, sign)]
        yield from best_forms(found) if wanted else found


def everyday(
    names: Iterable[Filing | Listing], marks: Sequence[Mark], source: str = "stream"
) -> Iterator[Example]:
    """Comparisons of everyday records with every mark that the pool admits."""
    pool = Pool(marks)
    for record in names:
        sign = prepare_record(record)
        for position in pool.candidates(sign):
            for pair in score.pairs(marks[position], sign):
                example = _example(pair, 0, 0, source)
                if usable(example):
                    yield example


def gather(sets: Sets) -> list[Example]:
    """All examples of all models."""
    rows = [*sets.fought, *sets.constructed]
    marks = [prepare_entry(entry) for entry in entries_of(row.entry for row in rows)]
    found = [*labelled(sets.fought, "fought"), *labelled(sets.constructed, "constructed")]
    for stream in ("ordinary_zh.tsv", "ordinary_latin.tsv"):
        found += everyday(read_names(sets.folder / stream), marks)
    found += _titles(sets, marks)
    return found


def _titles(sets: Sets, marks: Sequence[Mark]) -> Iterator[Example]:
    """Titles of the constructed set against marks that they were not aimed at."""
    for row in sets.constructed:
        if not isinstance(row.record, Listing):
            continue
        sign = prepare_record(row.record)
        aimed = {*row.also, row.entry.id if row.entry else ""}
        for mark in marks:
            if mark.entry.id not in aimed and not (row.entry and row.entry.owner == mark.entry.owner):
                for pair in score.pairs(mark, sign):
                    yield _example(pair, 0, 0, "other")
