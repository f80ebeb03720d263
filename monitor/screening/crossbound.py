"""The highest score that pairs of a Han text and a Latin one can reach, by the learned table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from monitor.matching.crosspair import option_forms, spellings, translations
from monitor.matching.model import table
from monitor.matching.prepare import Sign
from monitor.screening import letterpairs
from monitor.screening.characters import listed
from monitor.screening.latinbound import words_of, words_of_marks
from monitor.screening.shares import summed
from monitor.screening.sketch import HAN, Sketches

Floats = NDArray[np.floating[Any]]
Places = NDArray[np.intp]
_ANY = 99.0  # bits: more than any


def highest(signs: Sequence[Sign], askers: Places, marks: Sketches, goods: dict[str, Floats]) -> Floats:
    """For each pair, one of its texts Han and one Latin, log-odds that its score all but never exceeds."""
    turned = bool(len(marks)) and marks["kind"][0] == HAN
    if turned:
        words = [words_of(sign.main.words, sign.record.nice_classes) for sign in signs]
        units, latin = _han_texts(marks), [words[n] for n in askers.tolist()]
    else:
        units, latin = [signs[n].main.units for n in askers.tolist()], words_of_marks(marks)
    values = _values(units, [one.letters for one in latin], [one.core for one in latin])
    held = units if turned else [one.letters for one in latin]
    lengths = [table("cross").bucket(len(text)) for text in held]
    return summed("cross", values | goods, np.array(lengths, dtype=np.intp))


def _han_texts(marks: Sketches) -> list[str]:
    chars = listed()
    return ["".join(chars[n] for n in row) for row in marks["ids"].tolist()]


@lru_cache(maxsize=16384)
def _translated(units: str) -> frozenset[str]:
    """What Latin letters may translate the text or its beginning."""
    parts = {units[:size] for size in range(2, len(units) + 1)} | {units}
    return frozenset(form for part in parts for word in translations(part) for form in option_forms(word))


def _values(units: list[str], letters: list[str], cores: list[str]) -> dict[str, Floats]:
    """Each pair by the spelling of its Han side that is nearest to the letters."""
    spelt = [(n, way) for n, text in enumerate(units) for way in spellings(text)]
    owner = np.array([n for n, _ in spelt], dtype=np.intp)
    ways, others = [way for _, way in spelt], [letters[n] for n, _ in spelt]
    near, share, inside = (np.zeros(len(units), dtype=np.float32) for _ in range(3))
    if spelt:
        edit = letterpairs.compared(ways, others, OSA.normalized_similarity)
        np.maximum.at(near, owner, np.maximum(edit, np.float32(0.9) * letterpairs.sounds(ways, others, edit)))
        part = [len(way) / len(text) if way in text else 0.0 for way, text in zip(ways, others, strict=True)]
        np.maximum.at(share, owner, np.array(part, dtype=np.float32))
        np.maximum.at(inside, owner, np.array(part, dtype=np.float32) > 0)
    translated = np.array(
        [
            text in _translated(own) or core in _translated(own)
            for own, text, core in zip(units, letters, cores, strict=True)
        ],
        dtype=np.float32,
    )
    return {
        "pinyin_whole": near,
        "pinyin_held": inside * np.float32(_ANY),
        "translation": translated,
        "mixed_script": np.zeros(len(units), dtype=np.float32),
        "script_share": np.maximum(np.maximum(near, share), translated),
    }
