"""The two ways that everybody would try first, done as well as they can be: rapidfuzz, and FTS5 over bigrams."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process

from monitor.matching import readings
from monitor.matching.prepare import Form

LINE = 70.0  # of 100: a pair at or over it in either pass is found
_RERANKED = 100


def spoken(form: Form) -> str:
    """The text with each Han character as its first reading, one letter a syllable."""
    sounds = [own[0] if (own := readings.readings(char)) else char for char in form.units]
    return "".join(map(_letter, sounds)) + form.letters


_LETTERS: dict[str, str] = {}


def _letter(syllable: str) -> str:
    return _LETTERS.setdefault(syllable, chr(0xE000 + len(_LETTERS)))


class TwoPasses:
    """rapidfuzz `cdist` of text, then of syllables, on one core."""

    def __init__(self, marks: Sequence[Form]) -> None:
        self._texts = [form.folded for form in marks]
        self._spoken = [spoken(form) for form in marks]

    def hits(self, signs: Sequence[Form]) -> int:
        """How many pairs it would report."""
        found = 0
        for start in range(0, len(signs), 50):  # so that the matrix stays in the cache
            step = signs[start : start + 50]
            text = self._pass([form.folded for form in step], self._texts)
            found += int(np.count_nonzero(text | self._pass([spoken(form) for form in step], self._spoken)))
        return found

    def _pass(self, asked: list[str], held: list[str]) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        return process.cdist(asked, held, scorer=fuzz.ratio, score_cutoff=LINE, dtype=np.uint8) > 0


def _bigrams(form: Form) -> str:
    """Bigrams of the text and of its syllables, as words that the tokenizer keeps."""
    found = []
    for kind, text in (("t", form.folded.replace(" ", "")), ("s", spoken(form))):
        found += [f"{kind}{ord(a):x}x{ord(b):x}" for a, b in zip(text, text[1:], strict=False)]
    return " ".join(found)


class FullText:
    """SQLite FTS5 over bigrams, `detail=full`; the best hundred are compared again by rapidfuzz."""

    def __init__(self, marks: Sequence[Form]) -> None:
        self._texts = [form.folded for form in marks]
        self._spoken = [spoken(form) for form in marks]
        self._conn = sqlite3.connect(":memory:")
        self._conn.execute("CREATE VIRTUAL TABLE held USING fts5(grams, tokenize='unicode61')")
        self._conn.executemany(
            "INSERT INTO held(rowid, grams) VALUES (?, ?)", ((n, _bigrams(f)) for n, f in enumerate(marks))
        )

    def hits(self, signs: Sequence[Form]) -> int:
        """How many pairs it would report."""
        found = 0
        for form in signs:
            grams = _bigrams(form).split()
            if not grams:
                continue
            asked = " OR ".join(f'"{gram}"' for gram in dict.fromkeys(grams))
            rows = self._conn.execute(
                "SELECT rowid FROM held WHERE held MATCH ? ORDER BY rank LIMIT ?", (asked, _RERANKED)
            ).fetchall()
            sounds = spoken(form)
            found += sum(
                fuzz.ratio(form.folded, self._texts[n]) >= LINE or fuzz.ratio(sounds, self._spoken[n]) >= LINE
                for (n,) in rows
            )
        return found
