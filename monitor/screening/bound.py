"""Rules out candidates that cannot reach the line, many at once and before any of them is read.

For a Han mark and a Han sign each signal of the learned table is given the highest value that the shared
and similar characters allow, whatever their order; the sum of their shares is never below the score. Signals
that are not known here count with the most they can give. All other pairs are always read.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crawlers.records import Filing
from monitor.matching.model import interpolate, table
from monitor.matching.prepare import Sign
from monitor.matching.rarity import char_bits
from monitor.matching.text import is_ordinary_word
from monitor.matching.weak import weak_mask
from monitor.screening.alike import BIT, HUNDRED, Likenesses, ids
from monitor.screening.sketch import HAN, STEP, WIDTH, Sketches, relations

Floats = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]
_BINS = 1024
_TOP_BITS = 128.0

#: What bounds each signal from above.
_BITS = ("likeness", "same_place")
_SAME_BITS = ("same_characters",)
_MARK_COVER = ("mark_cover", "same_place_cover")
_SIGN_COVER = ("sign_cover",)
_BOTH_COVER = ("sound", "shape", "same_place_whole")
_SAME_COVER = ("core_cover", "any_order")
_RUN = ("shared_run",)
_ALL_OR_NOTHING = (
    "begins_alike", "first_character", "far_words", "reordered", "same_text", "holds_mark", "weak_rest", "meaning",
)  # fmt: skip


@cache
def _curve(name: str, bucket: int, top: float) -> Floats:
    """The share of a signal for values up to each of `_BINS` steps of 0–`top`."""
    learned = table("han")
    if name not in learned.curves:
        return np.zeros(_BINS, dtype=np.float32)
    values = [(step + 1) * top / _BINS for step in range(_BINS)]
    at = [learned.rarity(name, v, bucket) if learned.is_rare(name) else v for v in values]
    shares = [interpolate(v, *learned.curves[name]) for v in at]
    shares[0] = max(shares[0], interpolate(0.0, *learned.curves[name]))
    return np.maximum.accumulate(np.array(shares, dtype=np.float32))


@cache
def _curves(names: tuple[str, ...], top: float) -> Floats:
    """[bucket, step] → the sum of the signals' shares."""
    buckets = len(table("han").edges) + 1
    return np.stack([np.sum([_curve(n, b, top) for n in names], axis=0) for b in range(buckets)])


def _most(name: str) -> float:
    curve = table("han").curves.get(name)
    return max(curve[1]) if curve else 0.0


def _at(name: str, value: float) -> float:
    curve = table("han").curves.get(name)
    return interpolate(value, *curve) if curve else 0.0


@cache
def _settled() -> frozenset[str]:
    known = (*_BITS, *_SAME_BITS, *_MARK_COVER, *_SIGN_COVER, *_BOTH_COVER, *_SAME_COVER, *_RUN)
    return frozenset((*known, "scope", "scope_step", "fame", *_ALL_OR_NOTHING))


@cache
def _rest() -> float:
    """Bias, and the most that every other signal can give."""
    learned = table("han")
    return learned.bias - learned.threshold + sum(_most(n) for n in learned.curves if n not in _settled())


def _looked_up(
    names: tuple[str, ...], bucket: NDArray[np.uint8], values: NDArray[np.floating[Any]], top: float
) -> Floats:
    step = np.minimum((values * (_BINS / top)).astype(np.int32), _BINS - 1)
    return _curves(names, top)[bucket, step]


#: The bound may be lowered by so much: all signals together never come near to what each could give alone.
#: Measured (docs/measurements/performance.md): of all alerts, the nearest kept its bound 3.1 over the line.
MARGIN = 2.0


class Bound:
    """Keeps the arrays of likeness; `may_reach` is asked for each sign with its candidates' sketches."""

    def __init__(self) -> None:
        self._alike = Likenesses()

    def may_reach(self, sign: Sign, sketches: Sketches, line: float) -> NDArray[np.bool_]:
        """False for marks whose log-odds against `sign` stay under `line` (0 is the default threshold)."""
        form = sign.main
        found = np.ones(len(sketches), dtype=np.bool_)
        plain = isinstance(sign.record, Filing) and len(sign.forms) == 1 and not form.letters
        if not plain or not form.units or len(form.units) > 2 * WIDTH:
            return found
        han = np.flatnonzero(sketches["kind"] == HAN)
        if len(han):
            found[han] = self._highest(sign, sketches[han]) >= line + MARGIN
        return found

    def _highest(self, sign: Sign, marks: Sketches) -> Floats:
        units = sign.main.units
        self._alike.meet(units)
        own = ids(units, len(units))
        codes = np.array([ord(char) for char in units], dtype=np.uint32)
        same = marks["codes"][:, :, None] == codes
        bits = self._alike.bits[own[None, None, :], marks["ids"][:, :, None]] / np.float32(BIT)
        worth = self._alike.worth[own[None, None, :], marks["ids"][:, :, None]] / np.float32(HUNDRED)
        worth = np.maximum(worth, same)
        shares = marks["shares"] / np.float32(100)
        weights = marks["weights"] / np.float32(BIT)
        held = same.any(axis=2)
        best = np.where(held, weights, bits.max(axis=2) * shares)
        return _summed(sign, marks, best, worth, held, weights)


def _summed(sign: Sign, marks: Sketches, best: Floats, worth: Floats, held: Flags, weights: Floats) -> Floats:
    bucket, units = marks["bucket"], sign.main.units
    mask = weak_mask(units, sign.record.nice_classes)
    theirs = np.array([char_bits(c) * (0.3 if w else 1.0) for c, w in zip(units, mask, strict=True)])
    total, other = np.maximum(weights.sum(axis=1), 0.01), max(float(theirs.sum()), 0.01)
    cover = (weights * worth.max(axis=2)).sum(axis=1)
    same = (weights * held).sum(axis=1)
    on_sign = (theirs * worth.max(axis=1)).sum(axis=1).astype(np.float32) / other
    like = best.sum(axis=1)
    found = np.full(len(marks), _rest(), dtype=np.float32)
    found += _looked_up(_BITS, bucket, like, _TOP_BITS)
    found += _looked_up(_SAME_BITS, bucket, same, _TOP_BITS)
    found += _looked_up(_MARK_COVER, bucket, cover / total, 1.01)
    found += _looked_up(_SIGN_COVER, bucket, on_sign, 1.01)
    found += _looked_up(_BOTH_COVER, bucket, _both(weights, worth, total, other), 1.01)
    found += _looked_up(_SAME_COVER, bucket, same / total, 1.01)
    return found + _scope(sign, marks) + _yes_or_no(sign, marks, worth, held, mask)


def _yes_or_no(sign: Sign, marks: Sketches, worth: Floats, held: Flags, weak: tuple[bool, ...]) -> Floats:
    """Signals that a pair either can have or cannot."""
    units = sign.main.units
    alike: Flags = worth > 0
    kept, length = held.sum(axis=1), marks["length"]
    whole = kept == length
    equal = whole & (length == len(units))
    plain = len(units) < 2 or not is_ordinary_word(units)
    begins = held[:, 0] & (marks["codes"][:, 0] == ord(units[0]))
    found = np.where(kept > 1, sum(map(_most, _RUN)), 0.0)
    found += np.where(begins, _most("begins_alike"), 0.0)
    found += np.where(alike[:, 0].any(axis=1), _most("first_character"), 0.0)
    found += np.where(whole, _most("reordered") + _most("holds_mark"), 0.0)
    found += np.where(equal, _most("same_text"), 0.0)
    found += np.where(equal | plain, _most("far_words"), _at("far_words", -1.0))
    found += np.where(length == len(units), _most("meaning"), 0.0)
    found += np.where(
        np.all(alike.any(axis=1), axis=1) | any(weak), _most("weak_rest"), _at("weak_rest", 0.0)
    )
    return found


def _both(weights: Floats, worth: Floats, total: Floats, other: float) -> Floats:
    found: Floats = (weights * (worth.max(axis=2) > 0)).sum(axis=1) / np.maximum(total, other)
    return found


def _scope(sign: Sign, marks: Sketches) -> Floats:
    relation = relations(marks, sign)
    bits: Floats = np.choose(relation, [np.float32(-1), np.float32(0), marks["related"], marks["same"]])
    step = STEP[relation]
    curves = table("han").curves
    found: Floats = np.interp(bits, *curves["scope"]) + np.interp(step, *curves["scope_step"])
    if "fame" in curves:
        found += np.interp(np.maximum(step, marks["coined"]), *curves["fame"])
    return found
