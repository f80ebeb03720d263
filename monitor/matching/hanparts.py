"""The small sums behind the Han evidence: what the aligned characters of two signs are worth."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache

from monitor.matching.align import Alignment, Cell
from monitor.matching.likeness import Likeness, same_field
from monitor.matching.rarity import char_bits, run_bits
from monitor.matching.weak import weak_mask

WEAK_WORTH = 0.3  # of a weak character's bits

#: How much of a character each likeness covers, for the shares of either side.
WORTH = {"same": 1.0, "both": 0.95, "sound": 0.85, "shape": 0.8, "meaning": 0.4, "other": 0.0}
MEANT = 0.3
HALF = 0.5
UNLIKE_SAME = 1.8  # likeness of 0.5 to 1.0 onto 0 to 0.9: the nearest other character is not the same one


@dataclass(slots=True)
class Side:
    """One text in the light of some Nice classes: bits of its characters, and what they count (`weights`)."""

    mask: tuple[bool, ...]
    bits: tuple[float, ...]
    weights: tuple[float, ...]
    kept: tuple[float, ...]  # the share of its bits that each character counts with
    total: float
    core: str  # without weak words
    core_sorted: list[str]
    units: tuple[str, ...]  # interned, as the rows of likeness are: a character is then found by identity
    chars: frozenset[str]
    adjacent: frozenset[str]  # pairs


def strong_part(units: str, mask: tuple[bool, ...]) -> str:
    """The characters that are not weak."""
    return "".join(c for c, weak in zip(units, mask, strict=True) if not weak)


@lru_cache(maxsize=4096)
def side_of(units: str, classes: tuple[int, ...]) -> Side:
    """The side of a text; made once and read by each of its comparisons."""
    mask = weak_mask(units, classes)
    bits = tuple(char_bits(char) for char in units)
    weights = tuple(b * (WEAK_WORTH if weak else 1.0) for b, weak in zip(bits, mask, strict=True))
    kept = tuple(min(1.0, weight / (b or 1.0)) for weight, b in zip(weights, bits, strict=True))
    core = strong_part(units, mask)
    chars = tuple(map(sys.intern, units))
    adjacent = frozenset(map("".join, zip(chars, chars[1:], strict=False)))
    total = sum(weights) or 1.0
    return Side(mask, bits, weights, kept, total, core, sorted(core), chars, frozenset(chars), adjacent)


def run_worth(run: str, start: int, mask: tuple[bool, ...]) -> float:
    strong = mask[start : start + len(run)].count(False)
    return run_bits(run) * (WEAK_WORTH + (1 - WEAK_WORTH) * (strong / len(run)))


def bag_of(ours: Side, theirs: Side) -> float:
    """Weights of the mark's characters that the sign has too, each as often as both have it."""
    shared = ours.chars & theirs.chars
    if not shared:
        return 0.0
    found = 0.0
    left = None if len(ours.chars) == len(ours.units) else list(theirs.units)
    for char, weight in zip(ours.units, ours.weights, strict=True):
        if char in (shared if left is None else left):
            found += weight
            if left is not None:
                left.remove(char)
    return found


def by_meaning(mark: str, sign: str) -> float:
    """Share of characters kept when the two differ only within closed fields of meaning; 0 if otherwise."""
    size, changed = len(mark), 0
    if size != len(sign) or mark == sign or size < 2:
        return 0.0
    for a, b in zip(mark, sign, strict=True):
        if a != b:
            if not same_field(a, b):
                return 0.0
            changed += 1
    return 1 - changed / size


def strength(like: Likeness) -> float:
    """How near two alike characters are, 0–1; a likeness at the edge of what counts is worth little."""
    if like.relation == "same":
        return 1.0
    if like.relation == "meaning":
        return MEANT
    return (max(like.sound, like.shape) - HALF) * UNLIKE_SAME


def best_block(cells: list[Cell], ours: Side) -> float:
    """Weight covered by the best laying of the mark on the sign without gaps, each character by its `strength`."""
    found: dict[int, float] = {}
    for i, j, like in cells:
        found[j - i] = found.get(j - i, 0.0) + ours.weights[i] * strength(like)
    return max(found.values(), default=0.0)


def weakest_place(cells: list[Cell], ours: Side, theirs: Side) -> float:
    """The least `strength` over all places of two texts of one length; 0 when a place has nothing alike."""
    size = len(ours.units)
    if size != len(theirs.units) or len(cells) < size:
        return 0.0
    found = [strength(like) for i, j, like in cells if i == j]
    return min(found) if len(found) == size else 0.0


def repeats(units: str) -> tuple[int, ...]:
    return tuple(units.index(char) for char in units)


def same_pattern(mark: str, sign: str, ours: Side, theirs: Side) -> bool:
    """Whether both repeat a character at the same places."""
    size = len(mark)
    if size != len(sign) or size < 3 or len(ours.chars) == size or len(theirs.chars) == size:
        return False
    return repeats(mark) == repeats(sign)


@dataclass(slots=True)
class StepSums:
    """Over all aligned steps: bits (`like`, `same`), and covered weights by the mark, by the sign, by sound and shape;
    `rest_weak`: share of the sign's unmatched characters that are weak, 1 when all are matched."""

    like: float
    same: float
    on_mark: float
    on_sign: float
    kept: float
    sound: float
    shape: float
    rest_weak: float


def sum_steps(alignment: Alignment, ours: Side, theirs: Side) -> StepSums:
    """The sums over the steps of two sides' alignment."""
    like = same = on_mark = on_sign = kept = sound = shape = 0.0
    weights, raw, sign_weights, mask = ours.weights, ours.bits, theirs.weights, theirs.mask
    weak, rest = sum(mask), len(mask) - len(alignment.steps)
    for at, to, from_, until, alike in alignment.steps:
        relation, heard, seen, bits = alike
        own, all_bits, held = weights[at], raw[at], sign_weights[from_]
        weak -= mask[from_]
        if to - at > 1 or until - from_ > 1:
            own, all_bits, held = sum(weights[at:to]), sum(raw[at:to]), sum(sign_weights[from_:until])
            weak -= sum(mask[from_ + 1 : until])
            rest -= until - from_ - 1
        bits = bits * own / (all_bits or 1.0)
        worth = WORTH[relation]
        like += bits
        if relation == "same":
            same += bits
            kept += own
            seen = 1.0
        on_mark += worth * own
        on_sign += worth * held
        sound += own * heard
        shape += own * seen
    return StepSums(like, same, on_mark, on_sign, kept, sound, shape, weak / rest if rest else 1.0)
