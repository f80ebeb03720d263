"""What two Chinese signs have in common: the raw evidence that the signals of the Han model read."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.matching.align import Alignment, align, longest_run
from monitor.matching.likeness import likeness, same_field
from monitor.matching.rarity import char_bits, run_bits
from monitor.matching.text import cut_margin, is_ordinary_word
from monitor.matching.weak import weak_mask

WEAK_WORTH = 0.3  # of a weak character's bits


@dataclass(frozen=True, slots=True)
class HanEvidence:
    """Bits are distinctive bits: weak words of the class count for little."""

    mark: str
    sign: str
    alignment: Alignment
    same_text: bool
    held_bits: float  # the whole mark stands in the sign, unbroken; 0 if not
    cut: float  # nats by which the text reads better without the hit; 0 when nothing speaks against
    begins: bool
    inside_mark_bits: float  # the whole strong part of the sign stands in the mark
    run: str
    run_bits: float  # longest common run of two or more characters
    like_bits: float  # of all steps
    same_bits: float  # of the steps with the same character
    cover_mark: float
    cover_sign: float
    cover_core: float  # of the mark's bits, only the same characters
    bag_cover: float  # of the mark, characters in any order
    sound_cover: float
    shape_cover: float
    meaning: float  # cover of the mark when a character is replaced within a closed field, else 0
    block_bits: float  # the best unshifted laying of one side on the other, no gaps
    block_cover: float  # of the mark, in that laying
    block_whole: float  # of the longer side, in that laying
    pattern: bool  # both repeat a character at the same places (拼多多, 拼兜兜)
    own_words: float  # 1 when the sign is a dictionary word of its own and not the mark
    first_same: bool
    reordered: float
    remainder_weak: float  # share of the sign's unmatched characters that are weak


def _weights(units: str, mask: tuple[bool, ...]) -> list[float]:
    return [char_bits(c) * (WEAK_WORTH if weak else 1.0) for c, weak in zip(units, mask, strict=True)]


def _strong(units: str, mask: tuple[bool, ...]) -> str:
    return "".join(c for c, weak in zip(units, mask, strict=True) if not weak)


def _run_worth(run: str, start: int, mask: tuple[bool, ...]) -> float:
    share = sum(1 for weak in mask[start : start + len(run)] if not weak) / len(run)
    return run_bits(run) * (WEAK_WORTH + (1 - WEAK_WORTH) * share)


def examine(mark: str, sign: str, ours: tuple[int, ...], theirs: tuple[int, ...]) -> HanEvidence:
    """The evidence of `sign` against `mark` (both non-empty units) in the given Nice classes."""
    mask, other = weak_mask(mark, ours), weak_mask(sign, tuple(sorted({*ours, *theirs})))
    weights, sign_weights = _weights(mark, mask), _weights(sign, other)
    total, sign_total = sum(weights) or 1.0, sum(sign_weights) or 1.0
    alignment = align(mark, sign)
    worth = WORTH
    like = same = sound = shape = on_sign = 0.0
    matched_sign: set[int] = set()
    for step in alignment.steps:
        own = sum(weights[step.at : step.to])
        raw = sum(char_bits(c) for c in mark[step.at : step.to]) or 1.0
        bits = step.like.bits * own / raw
        like += bits
        on_sign += worth[step.like.relation] * sum(sign_weights[step.from_ : step.until])
        matched_sign.update(range(step.from_, step.until))
        relation = step.like.relation
        if relation == "same":
            same += bits
        sound += own * step.like.sound
        shape += own * (1.0 if relation == "same" else step.like.shape)
    at, from_, length = longest_run(mark, sign)
    run = mark[at : at + length] if length > 1 else ""
    held_at = sign.find(mark)
    held = _run_worth(mark, 0, mask) if held_at >= 0 else 0.0
    core = _strong(sign, other)
    inside = run_bits(core) if core != mark and core in mark and held_at < 0 else 0.0
    rest = [weak for position, weak in enumerate(other) if position not in matched_sign]
    block = _block(mark, sign, weights)
    bag = _bag(mark, sign, weights) / total
    covered = sum(worth[s.like.relation] * sum(weights[s.at : s.to]) for s in alignment.steps) / total
    return HanEvidence(
        mark=mark,
        sign=sign,
        alignment=alignment,
        same_text=mark == sign,
        held_bits=held,
        cut=max(0.0, cut_margin(sign, held_at, held_at + len(mark)))
        if held_at >= 0 and len(mark) > 1
        else 0.0,
        begins=bool(sign and mark and sign[0] == mark[0]),
        inside_mark_bits=inside,
        run=run,
        run_bits=_run_worth(run, at, mask) if run else 0.0,
        like_bits=like,
        same_bits=same,
        cover_mark=covered,
        cover_sign=on_sign / sign_total,
        cover_core=sum(sum(weights[s.at : s.to]) for s in alignment.steps if s.like.relation == "same")
        / total,
        bag_cover=bag,
        sound_cover=sound / max(total, sign_total),
        shape_cover=shape / max(total, sign_total),
        meaning=_by_meaning(mark, sign),
        block_bits=block[0],
        block_cover=block[1] / total,
        block_whole=block[1] / max(total, sign_total),
        pattern=len(mark) == len(sign) > 2 and _repeats(mark) == _repeats(sign) != tuple(range(len(mark))),
        own_words=float(mark != sign and len(sign) > 1 and is_ordinary_word(sign)),
        first_same=bool(alignment.steps) and alignment.steps[0].at == 0,
        reordered=bag if bag > covered and sorted(mark) == sorted(core) else 0.0,
        remainder_weak=sum(rest) / len(rest) if rest else 1.0,
    )


#: How much of a character each likeness covers, for the shares of either side.
WORTH = {"same": 1.0, "both": 0.95, "sound": 0.85, "shape": 0.8, "meaning": 0.4, "other": 0.0}


def _bag(mark: str, sign: str, weights: list[float]) -> float:
    left = list(sign)
    found = 0.0
    for char, weight in zip(mark, weights, strict=True):
        if char in left:
            left.remove(char)
            found += weight
    return found


def _by_meaning(mark: str, sign: str) -> float:
    """Share of characters kept when the two differ only within closed fields of meaning; 0 if otherwise."""
    if len(mark) != len(sign) or mark == sign or len(mark) < 2:
        return 0.0
    pairs = [(a, b) for a, b in zip(mark, sign, strict=True) if a != b]
    return 1 - len(pairs) / len(mark) if all(same_field(a, b) for a, b in pairs) else 0.0


def _block(mark: str, sign: str, weights: list[float]) -> tuple[float, float]:
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


def _repeats(units: str) -> tuple[int, ...]:
    return tuple(units.index(char) for char in units)
