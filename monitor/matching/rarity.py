"""Says how rare a shared part is, in bits: one bit more means half as many everyday names hold it.

Tables: `tables/han_frequency.tsv.gz` (characters and adjacent pairs in 265,000 trade names),
`tables/latin_words.tsv.gz` (words by frequency), `tables/latin_runs.tsv.gz` (letters after two letters).
How they are made and licensed: `monitor.matching.build.frequencies`, `tables/LICENCES.md`.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache

from monitor.matching import tables

TOP_BITS = 22.0  # rarer than once in four million names cannot be told from such a table


@cache
def _han_counts() -> dict[str, int]:
    keys, counts = tables.columns("han_frequency.tsv.gz")
    return dict(zip(keys, map(int, counts), strict=True))


@lru_cache(maxsize=16384)
def char_share(char: str) -> float:
    """Share of everyday trade names that hold the character; kana, hangul and the like as one of sixty-four."""
    if not ("\u3400" <= char <= "\u9fff" or char >= "\U00020000"):
        return 1 / 64
    counts = _han_counts()
    return (counts.get(char, 0) + 0.5) / counts["#names"]


def share_bits(share: float) -> float:
    """Bits of a share, within 0 and `TOP_BITS`."""
    return min(TOP_BITS, max(0.0, -math.log2(share))) if share > 0 else TOP_BITS


@lru_cache(maxsize=16384)
def char_bits(char: str) -> float:
    """Bits of one Han character."""
    return share_bits(char_share(char))


@lru_cache(maxsize=8192)
def pair_bits(pair: str) -> float:
    """Bits of two adjacent characters; unseen pairs are estimated from their characters."""
    counts = _han_counts()
    expected = 0.6 * char_share(pair[0]) * char_share(pair[1]) * counts["#names"]
    seen = counts.get(pair, 0)
    return share_bits(max(seen, min(1.0, 0.15 + expected)) / counts["#names"])


@lru_cache(maxsize=8192)
def run_bits(run: str) -> float:
    """Bits of a run of Han characters: the first pair, then each next character after the one before."""
    if len(run) < 2:
        return char_bits(run) if run else 0.0
    bits = pair_bits(run[:2])
    for i in range(1, len(run) - 1):
        bits += max(1.0, pair_bits(run[i : i + 2]) - char_bits(run[i]))
    return bits


def is_word(word: str) -> bool:
    """Whether a lower-case Latin word is in the word list."""
    return word in tables.word_ranks()


@cache
def _run_costs() -> dict[str, float]:
    runs, costs = tables.columns("latin_runs.tsv.gz")
    return {run: int(cost) / 100 for run, cost in zip(runs, costs, strict=True)}


@lru_cache(maxsize=16384)
def letters_bits(letters: str, *, opens: bool = True) -> float:
    """Bits of a run of letters, at the start of a word or anywhere; digits cost as if drawn evenly."""
    costs, before, bits = _run_costs(), "^^", 0.0
    for position, letter in enumerate(letters):
        if position < 2 and not opens:
            bits += 4.2  # mean cost of a letter without context
        else:
            bits += costs.get(before + letter, 4.7)
        before = (before + (letter if letter.isascii() and letter.isalpha() else "e"))[-2:]
    return bits


@lru_cache(maxsize=16384)
def word_bits(word: str) -> float:
    """Bits of a Latin word: by rank in English text, for unlisted words by its letters."""
    rank = tables.word_ranks().get(word)
    by_letters = letters_bits(word)
    if rank is None:
        return min(TOP_BITS, max(by_letters, 14.0) if len(word) > 3 else by_letters)
    return min(TOP_BITS, by_letters + 4.0, math.log2(rank * math.log(len(tables.word_ranks()))))
