"""The highest score that pairs of Latin texts, or of Latin and Han, can reach, by the learned tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler, LCSseq, Postfix, Prefix

from monitor.matching.latin import skeleton
from monitor.matching.latinpair import likeness_by, share_of, stem
from monitor.matching.latinside import core_of, parts_of, word_weights
from monitor.matching.model import table
from monitor.matching.prepare import Sign
from monitor.matching.rarity import letters_bits
from monitor.matching.weak import weak_words
from monitor.screening import letterpairs
from monitor.screening.goods import part
from monitor.screening.letterpairs import compared, frame, rough, texts
from monitor.screening.shares import summed
from monitor.screening.sketch import Sketches, classes_of, divides

Floats = NDArray[np.floating[Any]]
Places = NDArray[np.intp]
_ANY = 99.0  # bits: more than any
_NEAR = 0.25  # texts that are less alike in spelling never look the same


class Words(NamedTuple):
    """A Latin text as it is compared; `core` without weak words."""

    words: tuple[str, ...]
    letters: str
    core: str
    weak: frozenset[str]


def words_of(words: tuple[str, ...], classes: tuple[int, ...]) -> Words:
    """Words in given Nice classes."""
    weak = weak_words("latin", classes)
    return Words(words, "".join(words), "".join(core_of(words, weak)), weak)


def words_of_marks(marks: Sketches) -> list[Words]:
    """The texts of LATIN sketches."""
    return [
        words_of(tuple(text.split()), classes_of(held))
        for text, held in zip(texts(marks["words"]), marks["classes"].tolist(), strict=True)
    ]


@lru_cache(maxsize=16384)
def _stems(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(stem, words))


def highest(
    signs: Sequence[Sign], askers: Places, marks: Sketches, goods: dict[str, Floats], line: float
) -> Floats:
    """For each pair of Latin texts log-odds that its score all but never exceeds.

    Where they are at `line` or over it, a second look compares word by word.
    """
    given = [words_of(sign.main.words, sign.record.nice_classes) for sign in signs]
    ours, theirs = words_of_marks(marks), [given[n] for n in askers.tolist()]
    buckets = np.array([table("latin").bucket(len(one.letters)) for one in ours])
    values = _spelt(ours, theirs, marks)
    values |= _words(ours, theirs, values["spelling"], values["sound"]) | goods
    compound = np.array([divides(one.words) for one in given])[askers] | (marks["divides"] > 0)
    values["compound_parts"] = np.where(compound, np.float32(1.0), values["mark_words"])
    found = summed("latin", values, buckets)
    again = np.flatnonzero(found >= line)
    if len(again):
        few = part(values, again)
        ours, theirs = [ours[n] for n in again.tolist()], [theirs[n] for n in again.tolist()]
        few |= _covers(ours, theirs, few["mark_words"])
        found[again] = summed("latin", few, buckets[again])
    return found


def _spelt(ours: list[Words], theirs: list[Words], marks: Sketches) -> dict[str, Floats]:
    a, b = [one.letters for one in ours], [one.letters for one in theirs]
    core_a, core_b = [one.core for one in ours], [one.core for one in theirs]
    whole, core = (
        compared(a, b, OSA.normalized_similarity),
        compared(core_a, core_b, OSA.normalized_similarity),
    )
    edit = np.maximum(whole, core)
    jaro = np.maximum(
        compared(a, b, JaroWinkler.similarity), compared(core_a, core_b, JaroWinkler.similarity)
    )
    look, ends, lengths = letterpairs.looks_and_runs(a, b)
    longest = np.maximum([len(x) for x in a], [len(y) for y in b]).astype(np.float32)
    sound = letterpairs.sounds(texts(marks["heard"]), list(map(rough, b)), edit, longest)
    short = [
        n
        for n, (x, y) in enumerate(zip(ours, theirs, strict=True))
        if x.core != x.letters or y.core != y.letters
    ]
    if short:
        inner = [rough(core_a[n]) for n in short], [rough(core_b[n]) for n in short]
        size = np.array([max(len(core_a[n]), len(core_b[n])) for n in short], dtype=np.float32)
        sound[short] = np.maximum(sound[short], letterpairs.sounds(*inner, edit[short], size))
    bits = marks["bits"]
    begins, closes = compared(a, b, Prefix.similarity), compared(a, b, Postfix.similarity)
    return {
        "spelling": edit,
        "spelling_rarity": bits * np.maximum(2 * edit - 1, 0),
        "core_spelling": core,
        "rhythm": jaro,
        "letters_in_order": compared(a, b, LCSseq.normalized_similarity),
        "look": look,
        "sound": sound,
        "sound_rarity": bits * np.maximum(2 * sound - 1, 0),
        "shared_letters": _bits(
            [x[e - n : e] for x, e, n in zip(a, ends, lengths, strict=True)], opens=False
        ),
        "shared_letters_cover": lengths / longest,
        "same_beginning": _bits([x[:n] for x, n in zip(a, begins.astype(int), strict=True)], opens=True),
        "same_ending": _bits(
            [x[len(x) - n :] for x, n in zip(a, closes.astype(int), strict=True)], opens=False
        ),
        "anagram": whole
        * _each(len(x) == len(y) and sorted(x) == sorted(y) for x, y in zip(a, b, strict=True)),
        "short_letters": np.minimum([len(x) for x in a], 14).astype(np.float32),
    }


def _bits(parts: list[str], *, opens: bool) -> Floats:
    return _each(letters_bits(part, opens=opens) if part else 0.0 for part in parts)


def _each(values: Any) -> Floats:
    return np.fromiter(values, dtype=np.float32)


def _words(ours: list[Words], theirs: list[Words], edit: Floats, sound: Floats) -> dict[str, Floats]:
    """Signals of whole words: what one text holds of the other."""
    pairs = list(zip(ours, theirs, strict=True))
    held = _each(_ANY * (x.letters in y.letters or x.core in y.letters) for x, y in pairs)
    within = _each(_ANY * (y.letters in x.letters or y.core in x.letters) for x, y in pairs)
    shared = _each(_ANY * (not _stems(x.words).isdisjoint(_stems(y.words))) for x, y in pairs)
    single = np.array([len(x.words) == len(y.words) == 1 for x, y in pairs])
    alone = np.where(shared > 0, 1.0, np.clip((np.maximum(edit, 0.95 * sound) - 0.55) / 0.45, 0.0, 1.0))
    # Of several words the first look takes it that some are near enough.
    alone = np.where(single, alone, 1.0).astype(np.float32)
    return {
        "holds_words": held,
        "begins_with_mark": held,
        "holds_letters": held,
        "part_of_mark": within,
        "shared_words": shared,
        "mark_words": alone,
        "sign_words": alone,
        "same_letters": _each(x.letters == y.letters for x, y in pairs),
        "same_skeleton": _each(
            near > _NEAR and skeleton(x.letters) == skeleton(y.letters)
            for near, (x, y) in zip(edit.tolist(), pairs, strict=True)
        ),
        "acronym": _each(len(x.words) > 2 and len(y.letters) > 2 and len(y.words) == 1 for x, y in pairs),
    }


def _covers(ours: list[Words], theirs: list[Words], alone: Floats) -> dict[str, Floats]:
    """Cover of either side by the other, word by word, and of the mark with compounds taken apart."""
    found = np.stack([alone, alone, alone])
    for n, (x, y) in enumerate(zip(ours, theirs, strict=True)):
        if len(x.words) > 1 or len(y.words) > 1:
            on_mark = _cover(x.words, x.weak, y.words)
            found[:, n] = on_mark, _cover(y.words, y.weak, x.words), on_mark
        parts, others = parts_of(x.words), parts_of(y.words)
        if len(parts) > len(x.words) or len(others) > len(y.words):
            found[2, n] = _cover(parts, x.weak, others)
    return dict(zip(("mark_words", "sign_words", "compound_parts"), found, strict=True))


def _cover(ours: tuple[str, ...], weak: frozenset[str], theirs: tuple[str, ...]) -> float:
    nearest = [max(_word_likeness(word, other) for other in theirs) for word in ours]
    return share_of(nearest, word_weights(ours, weak))


@lru_cache(maxsize=32768)
def _word_likeness(a: str, b: str) -> float:
    """All but the most that `latinpair.word_likeness` can be."""
    return likeness_by(a, b, _heard)


def _heard(a: str, b: str) -> float:
    ours, theirs = rough(a), rough(b)
    heard = 0.6 * OSA.normalized_similarity(ours, theirs)
    heard += 0.4 * OSA.normalized_similarity(frame(ours), frame(theirs))
    heard = max(heard, OSA.normalized_similarity(a, b)) + letterpairs.SOUND_SLACK / max(len(a), len(b))
    return min(1.0, heard)
