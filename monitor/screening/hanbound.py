"""The highest score that pairs of Han texts can reach, by the learned table of the Han model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from monitor.matching.hanparts import strong_part
from monitor.matching.model import table
from monitor.matching.prepare import Sign
from monitor.matching.rarity import run_bits
from monitor.matching.text import is_ordinary_word
from monitor.matching.weak import joined, weak_mask
from monitor.screening import hanpairs
from monitor.screening.characters import Characters, ids
from monitor.screening.goods import across_classes, part
from monitor.screening.hanpairs import Cells, Texts
from monitor.screening.shares import summed
from monitor.screening.sketch import WIDTH, Sketches, classes_of, rhythm

Floats = NDArray[np.floating[Any]]
Places = NDArray[np.intp]
Flags = NDArray[np.bool_]
SIGN_WIDTH = 12  # characters; a longer sign is compared in full
_EVERY = tuple(range(1, 46))
_TOGETHER = 8192  # pairs that are laid out at once
_FEW = 1024


class Asked(NamedTuple):
    """What is read once of each Han sign."""

    signs: Sequence[Sign]
    ids: NDArray[np.uint16]
    length: Places
    rhythm: NDArray[np.uint32]
    settled: Flags  # whether no class of a mark makes other characters weak


class Weak(NamedTuple):
    """What the sign's characters are worth, pair by pair; where that is not `settled` any may be weak."""

    mask: Flags
    settled: Flags
    core: Floats  # bits of the strong part, read as one run
    ordinary: Flags  # whether the sign is a word of the language

    def part(self, places: Places) -> Weak:
        """Of some pairs."""
        return Weak(self.mask[places], self.settled[places], self.core[places], self.ordinary[places])


def asked(known: Characters, signs: Sequence[Sign]) -> Asked:
    """Read Han signs of at most `SIGN_WIDTH` characters."""
    units = [sign.main.units for sign in signs]
    numbers = np.stack([ids(text, SIGN_WIDTH) for text in units])
    known.meet(numbers)
    return Asked(
        signs,
        numbers,
        np.array([len(text) for text in units]),
        np.array([rhythm(text) for text in units], dtype=np.uint32),
        np.array(
            [
                weak_mask(text, _EVERY) == weak_mask(text, sign.record.nice_classes)
                for text, sign in zip(units, signs, strict=True)
            ]
        ),
    )


def _weak(units: Sequence[str], classes: Sequence[tuple[int, ...]], settled: Flags) -> Weak:
    mask = np.zeros((len(units), SIGN_WIDTH), dtype=np.bool_)
    core = np.zeros(len(units), dtype=np.float32)
    for n, (text, nice) in enumerate(zip(units, classes, strict=True)):
        own = weak_mask(text, nice)
        mask[n, : len(own)] = own
        core[n] = run_bits(strong_part(text, own))
    return Weak(mask, settled, core, np.zeros(len(units), dtype=np.bool_))


def highest(
    known: Characters, given: Asked, askers: Places, marks: Sketches, goods: dict[str, Floats], line: float
) -> Floats:
    """For each pair (`given.signs[askers[n]]`, `marks[n]`) log-odds that its score does not exceed.

    Where they are at `line` or over it, a second look also reads what is weak in the mark's classes, and
    whether the sign is a word.
    """
    units = [sign.main.units for sign in given.signs]
    theirs = [sign.record.nice_classes for sign in given.signs]
    found = _of_all_sizes(
        known, given, askers, marks, goods, _weak(units, theirs, given.settled).part(askers)
    )
    again = np.flatnonzero(found >= line)
    if len(again):
        own = [classes_of(held) for held in marks["classes"][again].tolist()]
        both = [joined(mark, theirs[n]) for mark, n in zip(own, askers[again].tolist(), strict=True)]
        few = [units[n] for n in askers[again].tolist()]
        weak = _weak(few, both, np.ones(len(again), dtype=np.bool_))
        weak = weak._replace(ordinary=np.array([len(text) > 1 and is_ordinary_word(text) for text in few]))
        found[again] = _of_all_sizes(known, given, askers[again], marks[again], part(goods, again), weak)
    return found


def _of_all_sizes(
    known: Characters,
    given: Asked,
    askers: Places,
    marks: Sketches,
    goods: dict[str, Floats],
    weak: Weak,
) -> Floats:
    found = np.empty(len(marks), dtype=np.float32)
    # Texts of one length are laid out without gaps; a few pairs cost less in one block with gaps.
    one_block = len(marks) < _FEW
    sizes = (
        np.zeros(len(marks)) if one_block else marks["length"].astype(np.int64) << 8 | given.length[askers]
    )
    order = np.argsort(sizes, kind="stable")
    bounds = np.flatnonzero(np.diff(sizes[order])) + 1
    for alike in np.split(order, bounds):
        for start in range(0, len(alike), _TOGETHER):
            at = alike[start : start + _TOGETHER]
            found[at] = _of_one_size(known, given, askers[at], marks[at], part(goods, at), weak.part(at))
    return found


def _of_one_size(
    known: Characters,
    given: Asked,
    askers: Places,
    marks: Sketches,
    goods: dict[str, Floats],
    rest: Weak,
) -> Floats:
    rows, columns = int(marks["length"].max()), int(given.length[askers].max())
    weak = (marks["weak"][:, None] >> np.arange(WIDTH, dtype=np.uint8) & 1).astype(np.bool_)
    ours = Texts(marks["ids"][:, :rows], weak[:, :rows], marks["pairs"].astype(np.float32))
    theirs = Texts(given.ids[askers, :columns], rest.mask[:, :columns], ours.pairs)
    laid = hanpairs.cells(known, ours, theirs)
    held = _unbroken(laid.same, ours.ids.T == 0)
    as_long = marks["length"] == given.length[askers]
    values = _values(known, laid, ours, theirs, rest, as_long)
    values |= _yes_or_no(laid, ours, theirs, rest, held, as_long)
    values["rhythm"] = ((marks["rhythm"] == given.rhythm[askers]) & (marks["rhythm"] > 0)).astype(np.float32)
    return summed("han", values | across_classes(goods, marks, held), _buckets()[marks["length"]])


def _values(
    known: Characters, laid: Cells, ours: Texts, theirs: Texts, rest: Weak, as_long: Flags
) -> dict[str, Floats]:
    weights, others = hanpairs.weights(known, ours), hanpairs.weights(known, theirs)
    total, sign_total = np.maximum(weights.sum(axis=0), 1e-3), np.maximum(others.sum(axis=0), 1e-3)
    longer = np.maximum(total, sign_total)
    like, same, mark, sign, sound, shape = hanpairs.in_order(laid.stacked[:, :, : hanpairs.NEAR])
    near = hanpairs.unshifted(laid.stacked)
    sign_cover = np.minimum(sign / sign_total, 1.0)
    # Weak words of the mark's own classes may leave the sign less to cover: then it counts as covered.
    sign_cover = np.where(rest.settled, sign_cover, np.float32(1.0))
    longer = np.where(rest.settled, longer, total)
    held = laid.same.any(axis=1)
    inside = (laid.same.any(axis=0) | theirs.weak.T | (theirs.ids.T == 0)).all(axis=0)
    return {
        "likeness": like,
        "same_characters": same,
        "mark_cover": mark / total,
        "sign_cover": sign_cover,
        "core_cover": same / total,
        "any_order": (weights * held).sum(axis=0) / total,
        "sound": sound / longer,
        "shape": shape / longer,
        "near_place": near,
        "near_place_cover": near / total,
        "near_place_whole": near / longer,
        "weakest_place": hanpairs.weakest_place(laid.stacked, weights, as_long),
        "shared_run": hanpairs.common_run(laid.same, ours, known.bits[ours.ids].T),
        "inside_mark": np.where(inside | ~rest.settled, rest.core, np.float32(0.0)),
    }


@cache
def _buckets() -> Places:
    return np.array([table("han").bucket(length) for length in range(WIDTH + 1)])


def _unbroken(same: Flags, none: Flags) -> Flags:
    """Whether the whole mark stands in the sign; `none`: no character of the mark is there."""
    rows, columns, count = same.shape
    found = np.zeros(count, dtype=np.bool_)
    for shift in range(columns):
        kept = np.ones(count, dtype=np.bool_)
        for row in range(rows):
            kept &= same[row, row + shift] | none[row] if row + shift < columns else none[row]
        found |= kept
    return found


def _yes_or_no(
    laid: Cells, ours: Texts, theirs: Texts, rest: Weak, unbroken: Flags, as_long: Flags
) -> dict[str, Floats]:
    """Signals that a pair either has or has not, and the share of weak words in what the sign adds.

    `unbroken`: the whole mark stands in the sign; `as_long`: both have one length.
    """
    none, nobody = ours.ids.T == 0, theirs.ids.T == 0
    whole = (laid.same.any(axis=1) | none).all(axis=0)
    equal = unbroken & as_long
    fields = as_long.copy()
    for place in range(min(len(none), len(nobody))):
        fields &= laid.close[place, place] | none[place]
    weak = theirs.weak.T
    strangers = (~laid.alike.any(axis=0) & ~weak & ~nobody).sum(axis=0)
    share = weak.sum(axis=0) / np.maximum(weak.sum(axis=0) + strangers, 1)
    last = (~none).sum(axis=0) - 1
    found = {
        "same_count": laid.same.any(axis=1).sum(axis=0),
        "last_character": np.take_along_axis(laid.alike.any(axis=1), last[None, :], axis=0)[0],
        "same_text": equal,
        "first_character": laid.alike[0].any(axis=0),
        "begins_alike": laid.same[0, 0],
        "reordered": whole & ~unbroken,
        "meaning": fields & ~equal,
        "far_words": np.where(equal | ~rest.ordinary, 0.0, -1.0),
        "weak_rest": np.where(rest.settled & (strangers > 0), share, 1.0),
        "whole_words": np.zeros(laid.same.shape[2]),
    }
    return {name: value.astype(np.float32) for name, value in found.items()}
