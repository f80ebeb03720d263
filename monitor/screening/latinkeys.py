"""Keys of Latin words: what two of them must share in letters, parts or sound before they can be confused.

Stored for each text, unexpanded: stems of its telling words and of the parts of compounds; how a word may
sound; its letters as they look, whole and with one left out (two from nine letters on); runs of four letters
that are rare. A query asks for the same; the pinyin of Chinese text stands beside it, for NIKE against 耐克.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from monitor.matching import readings
from monitor.matching.latin import phonetic_keys, skeleton, split_compound, spoken_forms
from monitor.matching.latinpair import stem
from monitor.matching.rarity import letters_bits, word_bits
from monitor.matching.weak import weak_words
from monitor.screening.packing import letters

TWO_OUT = 9  # from so many letters on, two may differ
LONGEST = 24  # letters beyond are left to words and runs
RUN = 4
RUN_BITS = 13.0
WORD_BITS = 9.0
_WORD, _SOUND, _DRAWN, _RUN, _INITIALS = range(9, 14)


@lru_cache(maxsize=65536)
def _word_keys(word: str) -> tuple[int, ...]:
    """Keys of one word, whatever stands beside it."""
    common = weak_words("latin", ())
    parts = {part for part in (word, *split_compound(word)) if part not in common and len(part) > 1}
    found = {letters(_WORD, stem(part)) for part in parts if word_bits(part) >= WORD_BITS}
    spoken = {p for form in spoken_forms(word) for p in form.split()} if len(word) > 2 else set()
    for part in {word, *parts, *spoken} - common:
        if len(part) > 3:
            found.update(letters(_SOUND, key) for key in phonetic_keys(part))
    return tuple(sorted(found))


def _lacking(text: str) -> Iterator[str]:
    yield text
    once = {text[:k] + text[k + 1 :] for k in range(len(text))} if len(text) > 3 else set()
    yield from once
    if TWO_OUT <= len(text) <= LONGEST:
        yield from {one[:k] + one[k + 1 :] for one in once for k in range(len(one))}


@lru_cache(maxsize=65536)
def _letter_keys(text: str) -> tuple[int, ...]:
    """Keys of a text's letters written together, as they look."""
    drawn = skeleton(text)
    found = {letters(_DRAWN, form) for form in _lacking(drawn[:LONGEST])}
    for start in range(len(text) - RUN + 1):
        run = text[start : start + RUN]
        if letters_bits(run, opens=start == 0) >= RUN_BITS:
            found.add(letters(_RUN, run))
    return tuple(sorted(found))


@lru_cache(maxsize=65536)
def latin_keys(words: tuple[str, ...]) -> tuple[int, ...]:
    """The keys of Latin words, stored and asked for alike, ascending; empty without words."""
    found: set[int] = set()
    for word in words:
        found.update(_word_keys(word))
        if len(words) > 1 and len(word) > 3 and word not in weak_words("latin", ()):
            found.update(_letter_keys(word))
    if words:
        found.update(_letter_keys("".join(words)))
    if len(words) > 2:
        found.add(letters(_INITIALS, "".join(word[0] for word in words)))
    elif len(words) == 1 and 2 < len(words[0]) < 6:
        found.add(letters(_INITIALS, words[0]))
    return tuple(sorted(found))


@lru_cache(maxsize=65536)
def pinyin_keys(units: str) -> tuple[int, ...]:
    """Keys of Chinese text as its pinyin would be written together; empty where a reading is missing."""
    own = readings.syllables(units)
    if not own or not all(own) or len(units) > 6:
        return ()
    return _letter_keys("".join(sounding[0] for sounding in own))
