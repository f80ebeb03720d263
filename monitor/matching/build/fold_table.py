"""Builds `tables/fold.tsv.gz` (character to folded form) and `tables/foreign.tsv.gz` (look-alike letters).

A character of 通用规范汉字表 stays as it is unless `hand/variants.tsv` says otherwise. Any other
character goes to the standard one that the first of these names: the hand list, annex 1 of the
standard, OpenCC (traditional, then Japanese forms), Unihan variants with a common reading.
"""

from __future__ import annotations

import json
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import opencc

from monitor.matching.build.readings_table import reading_sets
from monitor.matching.build.sources import Mojidata, hand_pairs, write_lines

_VARIANT_COLUMNS = ("kSimplifiedVariant", "kZVariant", "kSemanticVariant")
_PRESENT_FORMS = 0x2CEB0  # up to extension F


def _code_points(value: str) -> list[str]:
    return [chr(int(part.split("<")[0][2:], 16)) for part in value.split()]


class HanFolding:
    """Finds the standard character behind a traditional, Japanese or variant one."""

    def __init__(self, source: Mojidata) -> None:
        self.standard = set(source.standard())
        self.hand = dict(hand_pairs("variants.tsv"))
        self.annex: dict[str, set[str]] = {}
        for norm, form in source.annex():
            self.annex.setdefault(form, set()).add(norm)
        self.variants = [
            {char: _code_points(value) for char, value in source.column(name).items()}
            for name in _VARIANT_COLUMNS
        ]
        self.sounds = reading_sets(source)
        self.to_simplified = opencc.OpenCC("t2s")
        self.from_japanese = opencc.OpenCC("jp2t")

    def candidates(self, char: str) -> Iterator[str]:
        """Possible standard forms of a character outside the standard, the most trusted first."""
        named = self.annex.get(char, set())
        if len(named) == 1:
            yield from named
        yield self.to_simplified.convert(char)
        yield self.to_simplified.convert(self.from_japanese.convert(char))
        yield from sorted(named)
        for column in self.variants:
            for other in column.get(char, ()):
                simple = self.to_simplified.convert(other)
                if self.sounds.get(char, set()) & self.sounds.get(simple, set()):
                    yield simple

    def target(self, char: str) -> str:
        """The folded form; the character itself where nothing standard stands behind it."""
        if char in self.hand:
            return self.target(self.hand[char])
        if char in self.standard:
            return char
        found = next((c for c in self.candidates(char) if len(c) == 1 and c in self.standard), None)
        simple = self.to_simplified.convert(char)
        folded = found or (simple if len(simple) == 1 else char)
        return self.hand.get(folded, folded)


def han_rows(source: Mojidata) -> dict[str, str]:
    """Every Han character or radical symbol that folds to something else."""
    folding = HanFolding(source)
    rows = {
        chr(c): folding.target(chr(c))
        for c in (0x3007, *range(0x3400, 0xA000), *range(0x20000, _PRESENT_FORMS))
    }
    rows |= {symbol: folding.target(char) for symbol, char in source.radicals().items()}
    return {char: to for char, to in rows.items() if char != to}


def latin_rows() -> dict[str, str]:
    """Latin letters with marks, and letters such as ø, to plain small letters."""
    rows = dict(hand_pairs("latin_letters.tsv"))
    for code in range(0xC0, 0x2000):
        small = chr(code).casefold()
        plain = "".join(c for c in unicodedata.normalize("NFD", small) if not unicodedata.combining(c))
        plain = "".join(rows.get(c, c) for c in plain)
        if plain != chr(code) and plain.isascii() and plain.isalpha():
            rows[chr(code)] = plain
    return rows


def foreign_rows(confusables: Path) -> list[tuple[str, str, str]]:
    """(letter, Latin look-alike, `strict` or `loose`) for other scripts, from Unicode and the hand lists."""
    with zipfile.ZipFile(confusables) as wheel:
        listed = json.loads(wheel.read("confusable_homoglyphs/confusables.json"))
    rows: dict[str, tuple[str, str]] = {}
    for letter, alike in listed.items():
        if (
            len(letter) != 1
            or not letter.isalpha()
            or unicodedata.name(letter, "").startswith(("LATIN", "CJK"))
        ):
            continue
        plain = [entry["c"] for entry in alike if entry["c"].isascii() and entry["c"].isalpha()]
        if plain and unicodedata.normalize("NFKC", letter) == letter:
            rows[letter] = (plain[0].lower(), "strict")
    rows |= {letter: (to, "strict") for letter, to in hand_pairs("foreign_strict.tsv")}
    rows = {letter: (to, "loose") for letter, to in hand_pairs("foreign_loose.tsv")} | rows
    return sorted((letter, to, kind) for letter, (to, kind) in rows.items())


def build(source: Mojidata, confusables: Path) -> None:
    """Write both tables."""
    rows = han_rows(source) | latin_rows()
    write_lines("fold.tsv.gz", (f"{char}\t{rows[char]}" for char in sorted(rows)))
    kana = [(letter, to, "kana") for letter, to in hand_pairs("kana.tsv")]
    write_lines("foreign.tsv.gz", ("\t".join(row) for row in [*foreign_rows(confusables), *kana]))
