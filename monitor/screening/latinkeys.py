"""Keys of Latin words: what two of them must share in letters, parts or sound before they can be confused.

Stored for each text, unexpanded: stems of its telling words and of the parts of compounds; how a word may
sound; its letters as they look, whole and with one left out (two from seven letters on); its beginnings and
ends; rare runs of five letters; where the goods are of one class, also any word, runs of three letters, the
first with the last letters and, between scripts, the rough sound. A query asks for the same, and for itself
as a beginning or end. The pinyin of Chinese text stands on its own side, so that Chinese meets Latin and not
Chinese by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from monitor.matching.crosspair import spellings, translations
from monitor.matching.latin import phonetic_keys, skeleton, split_compound, spoken_forms
from monitor.matching.latinpair import stem
from monitor.matching.rarity import letters_bits, word_bits
from monitor.matching.weak import weak_words
from monitor.screening.letterpairs import rough
from monitor.screening.packing import letters

TWO_OUT = 7  # from so many letters on, two may differ
LONGEST = 24  # letters beyond are left to words and runs
RUN = 3
LONG_RUN = 5
SHORT = 3  # letters; one that differs counts where the goods are of one class
RUN_SPELT = 3  # between pinyin and Latin letters
LONG_RUN_BITS = 20.0
WORD_BITS = 9.0
FRAMED = 5  # letters from which on a common beginning and end of two letters each count
EDGE = 4  # the shortest text that is looked for at the beginning or end of another
_SPELLINGS = 4
_WORD, _SOUND, _DRAWN, _SPELT, _RUN, _RUN_SPELT, _LONG_RUN, _INITIALS = range(9, 17)
_EDGED, _ENTIRE, _ENTIRE_SPELT = range(17, 20)
_RUN_TO_SPELT, _SHORT, _ANY_WORD, _FRAME = range(23, 27)
_ROUGH, _ROUGH_SPELT, _ANAGRAM = range(27, 30)


@lru_cache(maxsize=4096)
def _word_keys(word: str) -> tuple[int, ...]:
    """Keys of one word, whatever stands beside it."""
    common = weak_words("latin", ())
    parts = {part for part in (word, *split_compound(word)) if part not in common and len(part) > 1}
    found = {letters(_WORD, stem(part)) for part in parts if word_bits(part) >= WORD_BITS}
    spoken = {p for form in spoken_forms(word) for p in form.split()} if len(word) > 2 else set()
    for part in {word, *parts, *spoken} - common:
        if len(part) > 3:
            found.update(letters(_SOUND, key) for key in phonetic_keys(part))
    return tuple(found)


def _without_one(text: str) -> set[str]:
    return {text[:k] + text[k + 1 :] for k in range(len(text))} if len(text) > 3 else set()


def _drawn(family: int, text: str, *, two: bool) -> Iterator[int]:
    """The text as it looks: whole, with one letter left out, with two."""
    drawn = skeleton(text)[:LONGEST]
    once = _without_one(drawn)
    twice = {form for one in once for form in _without_one(one)} if two and len(drawn) >= TWO_OUT else ()
    return (letters(family, form) for form in {drawn, *once, *twice})


def edges(text: str) -> set[str]:
    """Beginnings and ends of a text, the whole left out."""
    sizes = range(EDGE, min(len(text), LONGEST))
    return {text[:n] for n in sizes} | {text[-n:] for n in sizes}


def _runs(text: str, size: int) -> Iterator[str]:
    return (text[start : start + size] for start in range(len(text) - size + 1))


@lru_cache(maxsize=4096)
def _letter_keys(text: str) -> tuple[int, ...]:
    found = set(_drawn(_DRAWN, text, two=True))
    found.update(
        letters(_LONG_RUN, run)
        for run in _runs(text, LONG_RUN)
        if letters_bits(run, opens=False) >= LONG_RUN_BITS
    )
    return tuple(found)


@lru_cache(maxsize=4096)
def _shared(words: tuple[str, ...]) -> tuple[int, ...]:
    """What is stored and asked for alike."""
    found: set[int] = set()
    for word in words:
        found.update(_word_keys(word))
        if len(words) > 1 and len(word) > 3 and word not in weak_words("latin", ()):
            found.update(_letter_keys(word))
    if words:
        found.update(_letter_keys("".join(words)))
    text = "".join(words)
    if len(text) >= EDGE:
        found.add(letters(_ANAGRAM, "".join(sorted(text))))
    if len(words) > 2:
        found.add(letters(_INITIALS, "".join(word[0] for word in words)))
    elif len(words) == 1 and 2 < len(words[0]) < 6:
        found.add(letters(_INITIALS, words[0]))
    return tuple(found)


def _in_class(words: tuple[str, ...], classes: tuple[int, ...]) -> Iterator[int]:
    """What is stored and asked for alike where the goods are of one class."""
    text = "".join(words)
    short = {text[:k] + text[k + 1 :] for k in range(len(text))} if 1 < len(text) <= SHORT else ()
    for nice in classes:
        yield from (letters(_RUN, f"{run}{nice}") for run in _runs(text, RUN))
        yield from (letters(_SHORT, f"{one}{nice}") for one in short)
        yield from (letters(_ANY_WORD, f"{stem(word)}{nice}") for word in words)
        if len(text) >= FRAMED:
            yield letters(_FRAME, f"{text[:2]}{text[-2:]}{nice}")


def _rough(family: int, text: str, classes: tuple[int, ...]) -> Iterator[int]:
    """How a text sounds, roughly, whole or with one sound left out, where the goods are of one class."""
    sounds = rough(text)
    forms = {sounds, *_without_one(sounds)}
    return (letters(family, f"{form}{nice}") for form in forms if len(form) > 2 for nice in classes)


def latin_keys(words: tuple[str, ...], classes: tuple[int, ...]) -> Iterator[int]:
    """The keys under which Latin words are stored."""
    text = "".join(words)
    yield from _shared(words)
    yield from _in_class(words, classes)
    yield from _rough(_ROUGH, text, classes)
    if len(text) >= EDGE:
        yield letters(_ENTIRE, text)
        yield from (letters(_EDGED, edge) for edge in edges(text))
        for nice in classes:
            yield from (letters(_RUN_TO_SPELT, f"{run}{nice}") for run in _runs(text, RUN_SPELT))


def latin_probes(words: tuple[str, ...], classes: tuple[int, ...]) -> Iterator[int]:
    """What Latin words ask for: their likes, what they hold, what holds them; and the same of pinyin."""
    text = "".join(words)
    yield from _shared(words)
    yield from _in_class(words, classes)
    if text:
        yield from _drawn(_SPELT, text, two=False)
        yield from _rough(_ROUGH_SPELT, text, classes)
    if len(text) >= EDGE:
        yield letters(_EDGED, text)
        for edge in edges(text):
            yield letters(_ENTIRE, edge)
            yield letters(_ENTIRE_SPELT, edge)
        for nice in classes:
            yield from (letters(_RUN_SPELT, f"{run}{nice}") for run in _runs(text, RUN_SPELT))


@lru_cache(maxsize=4096)
def pinyin_keys(units: str, classes: tuple[int, ...]) -> tuple[int, ...]:
    """The keys of Chinese text as its pinyin or a known translation would be written together."""
    found = {letters(_SPELT, skeleton(word)) for word in translations(units)}
    for spelt in spellings(units)[:_SPELLINGS]:
        found.update(_drawn(_SPELT, spelt, two=False))
        found.update(_rough(_ROUGH_SPELT, spelt, classes))
        if len(spelt) >= EDGE:
            found.add(letters(_ENTIRE_SPELT, spelt))
            found.update(
                letters(_RUN_SPELT, f"{run}{nice}") for run in _runs(spelt, RUN_SPELT) for nice in classes
            )
    return tuple(found)


@lru_cache(maxsize=4096)
def pinyin_probes(units: str, classes: tuple[int, ...]) -> tuple[int, ...]:
    """What the pinyin of Chinese text asks of Latin words."""
    found = {letters(_DRAWN, skeleton(word)) for word in translations(units)}
    for spelt in spellings(units)[:_SPELLINGS]:
        found.update(_drawn(_DRAWN, spelt, two=False))
        found.update(_rough(_ROUGH, spelt, classes))
        if len(spelt) >= EDGE:
            found.add(letters(_EDGED, spelt))
            found.update(letters(_ENTIRE, edge) for edge in edges(spelt))
            found.update(
                letters(_RUN_TO_SPELT, f"{run}{nice}") for run in _runs(spelt, RUN_SPELT) for nice in classes
            )
    return tuple(found)
