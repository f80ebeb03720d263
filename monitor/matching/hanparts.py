"""The small sums behind the Han evidence: what the aligned characters of two signs are worth."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.matching.align import Alignment
from monitor.matching.likeness import likeness, same_field
from monitor.matching.rarity import char_bits, run_bits

WEAK_WORTH = 0.3  # of a weak character's bits

#: How much of a character each likeness covers, for the shares of either side.
WORTH = {"same": 1.0, "both": 0.95, "sound": 0.85, "shape": 0.8, "meaning": 0.4, "other": 0.0}


def unit_weights(units: str, mask: tuple[bool, ...]) -> list[float]:
    return [char_bits(c) * (WEAK_WORTH if weak else 1.0) for c, weak in zip(units, mask, strict=True)]


def strong_part(units: str, mask: tuple[bool, ...]) -> str:
    return "".join(c for c, weak in zip(units, mask, strict=True) if not weak)


def run_worth(run: str, start: int, mask: tuple[bool, ...]) -> float:
    share = sum(1 for weak in mask[start : start + len(run)] if not weak) / len(run)
    return run_bits(run) * (WEAK_WORTH + (1 - WEAK_WORTH) * share)


def bag_of(mark: str, sign: str, weights: list[float]) -> float:
    left = list(sign)
    found = 0.0
    for char, weight in zip(mark, weights, strict=True):
        if char in left:
            left.remove(char)
            found += weight
    return found


def by_meaning(mark: str, sign: str) -> float:
    """Share of characters kept when the two differ only within closed fields of meaning; 0 if otherwise."""
    if len(mark) != len(sign) or mark == sign or len(mark) < 2:
        return 0.0
    pairs = [(a, b) for a, b in zip(mark, sign, strict=True) if a != b]
    return 1 - len(pairs) / len(mark) if all(same_field(a, b) for a, b in pairs) else 0.0


def best_block(mark: str, sign: str, weights: list[float]) -> tuple[float, float]:
    """(bits, covered weight) of the best laying of the mark on the sign without gaps; most cover wins."""
    best = (0.0, 0.0)
    for shift in range(1 - len(mark), len(sign)):
        bits = covered = 0.0
        for place in range(max(0, -shift), min(len(mark), len(sign) - shift)):
            like = likeness(mark[place], sign[place + shift])
            if like.bits:
                bits += like.bits * min(1.0, weights[place] / (char_bits(mark[place]) or 1.0))
                covered += weights[place] * WORTH[like.relation]
        if covered > best[1]:
            best = (bits, covered)
    return best


def repeats(units: str) -> tuple[int, ...]:
    return tuple(units.index(char) for char in units)


@dataclass(frozen=True, slots=True)
class StepSums:
    """Over all aligned steps: bits (`like`, `same`), and covered weights by the mark, by the sign, by sound and shape."""

    like: float
    same: float
    on_mark: float
    on_sign: float
    kept: float
    sound: float
    shape: float


def sum_steps(alignment: Alignment, mark: str, weights: list[float], sign_weights: list[float]) -> StepSums:
    """The sums; `weights` and `sign_weights` are those of the characters of either side."""
    like = same = on_mark = on_sign = kept = sound = shape = 0.0
    for step in alignment.steps:
        own = sum(weights[step.at : step.to])
        raw = sum(char_bits(c) for c in mark[step.at : step.to]) or 1.0
        bits = step.like.bits * own / raw
        is_same = step.like.relation == "same"
        like += bits
        same += bits if is_same else 0.0
        kept += own if is_same else 0.0
        on_mark += WORTH[step.like.relation] * own
        on_sign += WORTH[step.like.relation] * sum(sign_weights[step.from_ : step.until])
        sound += own * step.like.sound
        shape += own * (1.0 if is_same else step.like.shape)
    return StepSums(like, same, on_mark, on_sign, kept, sound, shape)
