"""The highest score that Chinese marks can reach in titles: the best stretch of each title, many pairs at once.

The stretch is found as in `monitor.matching.titlefind`; whether it cuts words is left to the comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitor.matching import tables
from monitor.matching.crosspair import mixed
from monitor.matching.prepare import Sign
from monitor.matching.title import goods_words, says
from monitor.matching.titlefind import ALTERED, MEANT, least_alike
from monitor.screening.characters import WHOLE, Characters, ids, listed
from monitor.screening.shares import summed
from monitor.screening.sketch import OWN_GOODS, WIDTH, Sketches, classes_of

Floats = NDArray[np.floating[Any]]
Places = NDArray[np.intp]
TITLE_WIDTH = 80  # characters; a longer title is compared in full
_TOGETHER = 2048


def highest(known: Characters, signs: Sequence[Sign], askers: Places, marks: Sketches, line: float) -> Floats:
    """For each pair (`signs[askers[n]]`, a HAN mark) log-odds that its score does not exceed.

    Where they are at `line` or over it, a second look asks whether the title names the mark's goods.
    """
    titles = np.stack([ids(sign.main.units, TITLE_WIDTH) for sign in signs])
    known.meet(titles)
    quality, literal = _best(known, titles, askers, marks)
    again = _told_otherwise(signs, askers, marks)
    quality[again], literal[again] = 1.0, False
    copied = np.array(
        [says(s.record.text, "copy") or says(getattr(s.record, "seller", ""), "copy") for s in signs]
    )
    values = {
        "quality": quality,
        "disguised": np.where(literal, 0.0, quality),
        "rarity": _bits(known, marks),
        "copy_offer": copied[askers].astype(np.float32),
    }
    values["disguised"][again] = 1.0
    buckets = np.zeros(len(marks), dtype=np.intp)
    found = summed("listing", values, buckets)
    near = np.flatnonzero(found >= line)
    few = {name: value[near] for name, value in values.items()}
    few["goods"] = _goods(signs, askers[near], marks[near])
    found[near] = summed("listing", few, buckets[near])
    return found


def _best(
    known: Characters, titles: NDArray[np.uint16], askers: Places, marks: Sketches
) -> tuple[Floats, NDArray[np.bool_]]:
    """Quality of the best stretch, and whether it is the mark itself."""
    quality, literal = np.zeros(len(marks), dtype=np.float32), np.zeros(len(marks), dtype=np.bool_)
    for size in range(1, WIDTH + 1):
        alike = np.flatnonzero(marks["length"] == size)
        for start in range(0, len(alike), _TOGETHER):
            at = alike[start : start + _TOGETHER]
            quality[at], literal[at] = _stretches(known, titles[askers[at]], marks["ids"][at, :size])
    return quality, literal


def _stretches(
    known: Characters, titles: NDArray[np.uint16], units: NDArray[np.uint16]
) -> tuple[Floats, NDArray[np.bool_]]:
    size = units.shape[1]
    longest = int(np.flatnonzero((titles > 0).any(axis=0)).max(initial=0)) + 1
    width = max(longest - size + 1, 1)
    worth = np.zeros((len(units), width), dtype=np.float32)
    count, kept = np.zeros(worth.shape, dtype=np.int8), np.zeros(worth.shape, dtype=np.int8)
    for place in range(size):
        theirs = titles[:, place : place + width]
        own = np.broadcast_to(units[:, place, None], theirs.shape)
        same = own == theirs
        cell = _worth(known, own, theirs)
        cell[same] = 1.0
        worth += cell
        count += cell > 0
        kept += same
    fit = (count >= least_alike(size)) & ((kept > 0) | (size != 2))
    whole = (kept == size).any(axis=1)
    best = np.where(fit, worth, 0.0).max(axis=1) / np.float32(size)
    return np.where(whole, 1.0, best), whole


def _worth(known: Characters, own: NDArray[np.uint16], theirs: NDArray[np.uint16]) -> Floats:
    alike = known.heard(theirs, own) / np.float32(WHOLE)
    looks = np.nonzero(known.may_look_alike(theirs, own))
    alike[looks] = np.maximum(alike[looks], known.seen(theirs[looks], own[looks]))
    meant = (known.field[own] & known.field[theirs]) != 0
    found: Floats = np.maximum(alike * np.float32(ALTERED), meant * np.float32(MEANT))
    return found


def _bits(known: Characters, marks: Sketches) -> Floats:
    """Bits of the whole mark as one run, as `run_bits`."""
    own, pairs = known.bits[marks["ids"]], marks["pairs"].astype(np.float32)
    found = np.where(marks["length"] > 1, pairs[:, 0], own[:, 0])
    for place in range(1, WIDTH - 1):
        more = np.maximum(pairs[:, place] - own[:, place], 1.0)
        found = found + np.where(marks["length"] > place + 1, more, 0.0)
    return found


def _goods(signs: Sequence[Sign], askers: Places, marks: Sketches) -> Floats:
    """1 where the title may name goods of the mark, else 0: no goods, or only others."""
    known: dict[tuple[int, int], bool] = {}
    found = (marks["groups"] & OWN_GOODS > 0).astype(np.float32)
    for n, (asker, held) in enumerate(zip(askers.tolist(), marks["classes"].tolist(), strict=True)):
        if (asker, held) not in known:
            units = signs[asker].main.units
            known[asker, held] = any(word in units for word in goods_words(classes_of(held)))
        found[n] = max(found[n], known[asker, held])
    return found


@cache
def _wholes() -> dict[str, set[int]]:
    """What characters fall into, and the numbers of those characters."""
    found: dict[str, set[int]] = {}
    number = {char: n for n, char in enumerate(listed())}
    for char, _, forms in tables.rows("components.tsv.gz"):
        for form in forms.split() if char in number else ():
            if len(form) > 1:
                found.setdefault(form, set()).add(number[char])
    return found


def _told_otherwise(signs: Sequence[Sign], askers: Places, marks: Sketches) -> Places:
    """Pairs in which the title may write the mark apart or in pinyin: those are always compared."""
    apart = [_joined(sign.main.units) for sign in signs]
    lettered = [bool(sign.main.letters) for sign in signs]
    chars, found = listed(), []
    asked = np.array([bool(a) or b for a, b in zip(apart, lettered, strict=True)])
    for n in np.flatnonzero(asked[askers]).tolist():
        numbers, sign = marks["ids"][n].tolist(), signs[askers[n]]
        text = "".join(chars[number] for number in numbers)
        if not apart[askers[n]].isdisjoint(numbers) or mixed(text, sign.main.folded):
            found.append(n)
    return np.array(found, dtype=np.intp)


def _joined(units: str) -> set[int]:
    """Numbers of characters that the title may have written apart."""
    found: set[int] = set()
    for size in (2, 3, 4):
        for start in range(len(units) - size + 1):
            found |= _wholes().get(units[start : start + size], set())
    return found
