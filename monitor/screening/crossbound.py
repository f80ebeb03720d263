"""The highest score that pairs of a Han text and a Latin one can reach, by the learned table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from monitor.matching.crosspair import meanings, option_forms, sayable, spellings
from monitor.matching.model import table
from monitor.matching.prepare import Sign
from monitor.screening import letterpairs
from monitor.screening.characters import listed
from monitor.screening.latinbound import Words, words_of
from monitor.screening.letterpairs import rough, texts
from monitor.screening.shares import summed
from monitor.screening.sketch import HAN, Sketches, classes_of

Floats = NDArray[np.floating[Any]]
Places = NDArray[np.intp]
_ANY = 99.0  # bits: more than any


class Spelt(NamedTuple):
    """Pairs of a spelling of the Han side and the letters of the other; `owner`: of which pair of texts."""

    owner: Places
    ways: list[str]
    ways_heard: list[str]
    letters: list[str]
    letters_heard: list[str]


def highest(signs: Sequence[Sign], askers: Places, marks: Sketches, goods: dict[str, Floats]) -> Floats:
    """For each pair, one of its texts Han and one Latin, log-odds that its score all but never exceeds."""
    own, held = texts(marks["spelt"]), texts(marks["heard"])
    if marks["kind"][0] == HAN:
        spelt = _of_han_marks(signs, askers, marks, own, held)
        lengths = marks["length"].astype(np.intp)
    else:
        spelt = _of_han_signs(signs, askers, own, held)
        lengths = np.array([len(text) for text in own], dtype=np.intp)
    values = _values(spelt, len(marks)) | goods
    translated = _translated(signs, askers, marks, own)
    values["translation"] = translated
    values["script_share"] = np.maximum(values["script_share"], translated)
    buckets = np.array([table("cross").bucket(length) for length in range(256)])
    return summed("cross", values, buckets[lengths])


def _of_han_signs(signs: Sequence[Sign], askers: Places, letters: list[str], heard: list[str]) -> Spelt:
    ways = [spellings(sign.main.units) for sign in signs]
    sounds = [[rough(way) for way in own] for own in ways]
    flat = [(n, asker, k) for n, asker in enumerate(askers.tolist()) for k in range(len(ways[asker]))]
    return Spelt(
        np.array([n for n, _, _ in flat], dtype=np.intp),
        [ways[asker][k] for _, asker, k in flat],
        [sounds[asker][k] for _, asker, k in flat],
        [letters[n] for n, _, _ in flat],
        [heard[n] for n, _, _ in flat],
    )


def _of_han_marks(
    signs: Sequence[Sign], askers: Places, marks: Sketches, spelt: list[str], heard: list[str]
) -> Spelt:
    given = [sign.main.letters for sign in signs]
    sounds = [rough(text) for text in given]
    owner = np.flatnonzero(marks["ways"] > 0).tolist()
    ways, ways_heard = [spelt[n] for n in owner], [heard[n] for n in owner]
    for n in np.flatnonzero(marks["ways"] > 1).tolist():
        more = spellings(_han_text(marks["ids"][n]))[1:]
        owner += [n] * len(more)
        ways += more
        ways_heard += map(rough, more)
    asked = askers[owner].tolist()
    return Spelt(
        np.array(owner, dtype=np.intp),
        ways,
        ways_heard,
        [given[n] for n in asked],
        [sounds[n] for n in asked],
    )


def _han_text(numbers: NDArray[np.uint16]) -> str:
    chars = listed()
    return "".join(chars[n] for n in numbers.tolist())


def _values(spelt: Spelt, count: int) -> dict[str, Floats]:
    """Each pair by the spelling of its Han side that is nearest to the letters."""
    near, share, inside = (np.zeros(count, dtype=np.float32) for _ in range(3))
    if spelt.ways:
        edit = letterpairs.compared(spelt.ways, spelt.letters, OSA.normalized_similarity)
        both = list(zip(spelt.ways, spelt.letters, strict=True))
        longest = np.array([max(len(way), len(text)) for way, text in both], dtype=np.float32)
        heard = letterpairs.sounds(spelt.ways_heard, spelt.letters_heard, edit, longest)
        part = np.array(
            [len(way) / len(text) if way in text else 0.0 for way, text in both], dtype=np.float32
        )
        np.maximum.at(near, spelt.owner, np.maximum(edit, np.float32(0.9) * heard))
        np.maximum.at(share, spelt.owner, part)
        np.maximum.at(inside, spelt.owner, part > 0)
    return {
        "pinyin_whole": near,
        "pinyin_held": inside * np.float32(_ANY),
        "mixed_script": np.zeros(count, dtype=np.float32),
        "script_share": np.maximum(near, share),
    }


@cache
def _known_words() -> frozenset[str]:
    """Every Latin word that the closed lists translate a Han one by, and its forms."""
    return frozenset(form for words in meanings().values() for word in words for form in option_forms(word))


@lru_cache(maxsize=16384)
def _may_translate(letters: str) -> bool:
    """Whether letters are one or two words of the closed lists."""
    known = _known_words()
    return letters in known or any(
        letters[:n] in known and letters[n:] in known for n in range(1, len(letters))
    )


def _says(units: str, latin: Words) -> bool:
    """Whether the letters, or those without weak words, say what the Han text or its beginning says."""
    return not sayable(units).keys().isdisjoint((latin.letters, latin.core))


def _translated(signs: Sequence[Sign], askers: Places, marks: Sketches, own: list[str]) -> Floats:
    """1 where the letters, or those without weak words, say what the Han text says."""
    found = np.zeros(len(marks), dtype=np.float32)
    if marks["kind"][0] == HAN:
        words = [words_of(sign.main.words, sign.record.nice_classes) for sign in signs]
        may = np.array([_may_translate(one.letters) or _may_translate(one.core) for one in words])
        for n in np.flatnonzero(may[askers]).tolist():
            one = words[askers[n]]
            found[n] = _says(_han_text(marks["ids"][n]), one)
        return found
    plain = texts(marks["words"])
    for n, (text, asker) in enumerate(zip(own, askers.tolist(), strict=True)):
        if _may_translate(text) or " " in plain[n]:
            one = words_of(tuple(plain[n].split()), classes_of(int(marks["classes"][n])))
            found[n] = _says(signs[asker].main.units, one)
    return found
