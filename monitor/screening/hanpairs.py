"""Lays very many pairs of Han texts side by side at once: the evidence of `monitor.matching.han` as arrays.

Each value is that of the matcher or a little above it: every sum is the best that any order-keeping alignment
gives, where the matcher takes all its sums from one alignment. Characters that are written apart and hits
that cut through words are not looked at here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from monitor.matching.han import WORTH
from monitor.matching.hanparts import HALF, MEANT, UNLIKE_SAME, WEAK_WORTH
from monitor.screening.characters import WHOLE, Characters

Floats = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]


class Texts(NamedTuple):
    """Texts of one side, one a row: numbers of characters (0: none), weak ones, worth of neighbours in bits."""

    ids: NDArray[np.uint16]
    weak: Flags
    pairs: Floats  # of the mark only: bits of each character with the next


class Cells(NamedTuple):
    """What each character of the mark has with each of the sign, [mark place, sign place, pair]."""

    same: Flags
    alike: Flags  # the same or alike in any way
    close: Flags  # the same or of one field of meaning
    stacked: Floats  # [mark place, sign place, SUMS and NEAR, pair]


SUMS = ("like", "same", "mark", "sign", "sound", "shape")  # over an alignment in order
NEAR = len(SUMS)  # and last, for a laying without gaps, weight by strength


def _kept(weak: Flags) -> Floats:
    """The share of its bits that a character counts with."""
    return np.where(weak, np.float32(WEAK_WORTH), np.float32(1.0))


def weights(known: Characters, texts: Texts) -> Floats:
    """Bits of each character, weak ones counting less, [place, pair]."""
    return np.ascontiguousarray((known.bits[texts.ids] * _kept(texts.weak)).T)


def cells(known: Characters, marks: Texts, signs: Texts) -> Cells:
    """Compare all characters; only those that are alike cost more than a look into a table."""
    m, s = marks.ids.T[:, None, :], signs.ids.T[None, :, :]
    same = (m == s) & (m > 0)
    shape = np.broadcast_shapes(m.shape, s.shape)
    fields = (known.field[m] & known.field[s]) != 0
    heard = known.heard(np.broadcast_to(s, shape), np.broadcast_to(m, shape))
    near = (heard > 0) | known.may_look_alike(s, m) | fields | same
    stacked = np.zeros((shape[0], shape[1], NEAR + 1, shape[2]), dtype=np.float32)
    at = np.nonzero(near)
    i, j, n = at
    mark, sign = marks.ids[n, i], signs.ids[n, j]
    sound = heard[at] / np.float32(WHOLE)
    look = known.seen(sign, mark)
    bits, worth = _worth(known, mark, sound, look, fields[at], same[at])
    share = _kept(marks.weak[n, i])
    own, theirs = known.bits[mark] * share, known.bits[sign] * _kept(signs.weak[n, j])
    kept = same[at]
    strength = (np.maximum(sound, look) - np.float32(HALF)) * np.float32(UNLIKE_SAME)
    strength = np.where((sound > 0) | (look > 0), strength, np.float32(MEANT) * fields[at])
    strength = np.where(kept, np.float32(1.0), strength)
    look = np.where(kept, np.float32(1.0), look)
    sound = np.where(kept, np.float32(1.0), sound)
    for place, value in enumerate(
        (bits * share, own * kept, worth * own, worth * theirs, own * sound, own * look, own * strength)
    ):
        stacked[i, j, place, n] = value
    return Cells(same, stacked[:, :, 2] > 0, same | fields, stacked)


def _worth(
    known: Characters, mark: NDArray[np.uint16], sound: Floats, look: Floats, field: Flags, same: Flags
) -> tuple[Floats, Floats]:
    """Bits of each likeness and the share of a character that it covers, as `likeness` and `WORTH`."""
    heard, seen = sound > 0, look > 0
    by_sound = sound * np.where(sound < 1.0, known.merged[mark], known.sound[mark])
    bits = np.maximum(by_sound, look * known.shape[mark]) + (heard & seen)
    bits = np.minimum(bits, known.bits[mark])
    worth = np.select(
        [heard & seen, heard, seen, field], [WORTH[k] for k in ("both", "sound", "shape", "meaning")], 0.0
    )
    bits = np.where(field & ~heard & ~seen, np.float32(1.0), bits)
    return np.where(same, known.bits[mark], bits), np.where(same, 1.0, worth).astype(np.float32)


def in_order(stacked: Floats) -> Floats:
    """The best of each sum over alignments that keep the order, [SUMS, pair]."""
    rows, columns = stacked.shape[:2]
    before = [np.zeros(stacked.shape[2:], dtype=np.float32)] * (columns + 1)
    for i in range(rows):
        row = [before[0]]
        for j in range(columns):
            best = before[j] + stacked[i, j]
            np.maximum(best, before[j + 1], out=best)
            np.maximum(best, row[j], out=best)
            row.append(best)
        before = row
    return before[-1]


def unshifted(stacked: Floats) -> Floats:
    """The best laying without gaps: weight of the mark's characters, each by how near it is."""
    rows, columns = stacked.shape[:2]
    best = np.zeros(stacked.shape[3], dtype=np.float32)
    for shift in range(1 - rows, columns):
        places = range(max(0, -shift), min(rows, columns - shift))
        best = np.maximum(best, sum(stacked[p, p + shift, NEAR] for p in places))
    return best


def weakest_place(stacked: Floats, weights: Floats, as_long: Flags) -> Floats:
    """The least strength of all places of texts that are as long as each other; 0 for others."""
    least = as_long.astype(np.float32)
    for p in range(min(stacked.shape[:2])):
        own = weights[p]
        strength = stacked[p, p, NEAR] / np.maximum(own, np.float32(1e-6))
        least = np.minimum(least, np.where(own > 0, strength, np.float32(1.0)))
    return least


def common_run(same: Flags, marks: Texts, bits: Floats) -> Floats:
    """Bits of the worthiest common run of two or more characters, weak ones counting less."""
    rows, columns, count = same.shape
    best = np.zeros(count, dtype=np.float32)
    for shift in range(1 - rows, columns):
        length = np.zeros(count, dtype=np.float32)
        worth, strong = np.zeros_like(length), np.zeros_like(length)
        for p in range(max(0, -shift), min(rows, columns - shift)):
            held = same[p, p + shift]
            more = marks.pairs[:, p - 1] if p else 0.0
            later = np.where(length > 1, np.maximum(more - bits[p - 1], 1.0), more) if p else 0.0
            worth = np.where(held & (length > 0), worth + later, 0.0)
            length = np.where(held, length + 1, 0.0)
            strong = np.where(held, strong + ~marks.weak[:, p], 0.0)
            share = WEAK_WORTH + (1 - WEAK_WORTH) * strong / np.maximum(length, 1.0)
            best = np.maximum(best, worth * share)
    return best.astype(np.float32)
