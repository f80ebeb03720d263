"""What two Chinese signs have in common: the raw evidence that the signals of the Han model read."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.matching.align import Alignment, cells_of, lay, longest_run
from monitor.matching.boundaries import commonness, matched_part, straddled_everywhere
from monitor.matching.hanparts import (
    WORTH,
    bag_of,
    best_block,
    by_meaning,
    run_worth,
    same_pattern,
    side_of,
    sum_steps,
    weakest_place,
)
from monitor.matching.rarity import run_bits
from monitor.matching.text import cut_margin, is_ordinary_word
from monitor.matching.weak import joined

__all__ = ["WORTH", "HanEvidence", "examine"]

_ONE_KIND = frozenset(("same", "both"))
_CUT_FROM = 3.0  # nats: from here a hit across words counts for less, in proportion


@dataclass(slots=True)
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
    block: float  # weight in the best laying of one side on the other, no gaps
    block_cover: float  # of the mark, in that laying
    block_whole: float  # of the longer side, in that laying
    weakest: float  # the least likeness of all places, for texts of one length
    same_count: int  # steps with the same character
    last_same: bool
    kinds: int  # sound, shape, meaning: how many of them make the steps that are not the same
    straddled: float  # commonness of a word across an edge of the part of the sign that resembles the mark
    part_cut: float  # as `cut`, of that part when it is not the mark itself
    common_run: float  # how common a word the run is when it is not the whole mark, 0–1
    pattern: bool  # both repeat a character at the same places (拼多多, 拼兜兜)
    own_words: float  # 1 when the sign is a dictionary word of its own and not the mark
    first_same: bool
    reordered: float
    remainder_weak: float  # share of the sign's unmatched characters that are weak


def examine(mark: str, sign: str, ours: tuple[int, ...], theirs: tuple[int, ...]) -> HanEvidence:
    """The evidence of `sign` against `mark` (both non-empty units) in the given Nice classes."""
    us, them = side_of(mark, ours), side_of(sign, joined(ours, theirs))
    total, longer = us.total, max(us.total, them.total)
    cells = cells_of(us.units, them.units)
    alignment = lay(mark, sign, cells)
    sums = sum_steps(alignment, us, them)
    at, _, length = (0, 0, 0) if us.adjacent.isdisjoint(them.adjacent) else longest_run(mark, sign)
    run = mark[at : at + length] if length > 1 else ""
    held_at = sign.find(mark)
    cut = _cut(sign, held_at, mark)
    # What coincides only across words is worth so much less (W15; 新郎|酒店 has nothing of 郎酒).
    whole = min(1.0, _CUT_FROM / cut) if cut else 1.0
    core = them.core
    inside = run_bits(core) if core != mark and core in mark and held_at < 0 else 0.0
    block = best_block(cells, us)
    steps = alignment.steps
    relations = {step.like.relation for step in steps}
    edge, part_cut = (0.0, 0.0) if mark == sign else _edges(mark, sign, held_at, alignment)
    bag = bag_of(us, them) / total
    return HanEvidence(
        mark=mark,
        sign=sign,
        alignment=alignment,
        same_text=mark == sign,
        held_bits=whole * run_worth(mark, 0, us.mask) if held_at >= 0 else 0.0,
        cut=cut,
        begins=bool(sign and mark and sign[0] == mark[0]),
        inside_mark_bits=inside,
        run=run,
        run_bits=whole * run_worth(run, at, us.mask) if run else 0.0,
        like_bits=whole * sums.like,
        same_bits=whole * sums.same,
        cover_mark=whole * sums.on_mark / total,
        cover_sign=sums.on_sign / them.total,
        cover_core=whole * sums.kept / total,
        bag_cover=whole * bag,
        sound_cover=whole * sums.sound / longer,
        shape_cover=whole * sums.shape / longer,
        meaning=by_meaning(mark, sign),
        block=block,
        block_cover=block / total,
        block_whole=block / longer,
        weakest=weakest_place(cells, us, them),
        same_count=sum([step.like.relation == "same" for step in steps]),
        last_same=bool(steps) and steps[-1].to == len(mark),
        kinds=len(relations - _ONE_KIND),
        straddled=edge,
        part_cut=part_cut,
        common_run=commonness(run) if run != mark else 0.0,
        pattern=same_pattern(mark, sign, us, them),
        own_words=float(mark != sign and len(sign) > 1 and is_ordinary_word(sign)),
        first_same=bool(steps) and steps[0].at == 0,
        reordered=bag if bag and bag > sums.on_mark / total and sorted(mark) == them.core_sorted else 0.0,
        remainder_weak=sums.rest_weak,
    )


def _edges(mark: str, sign: str, held_at: int, alignment: Alignment) -> tuple[float, float]:
    if held_at >= 0:
        return straddled_everywhere(sign, mark), 0.0
    return matched_part(alignment.steps, sign)


def _cut(sign: str, held_at: int, mark: str) -> float:
    if held_at < 0 or len(mark) < 2:
        return 0.0
    return max(0.0, cut_margin(sign, held_at, held_at + len(mark)))
