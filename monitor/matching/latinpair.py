"""What two Latin signs have in common: the raw evidence that the signals of the Latin model read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler, LCSseq, Postfix, Prefix

from monitor.matching.align import longest_run
from monitor.matching.latin import look_ratio, nearest_sound, sound_ratio
from monitor.matching.latinside import Side, side_of, stem
from monitor.matching.rarity import letters_bits
from monitor.matching.weak import joined

__all__ = ["LatinEvidence", "examine", "likeness_by", "share_of", "stem", "word_likeness"]

Alike = Callable[[str, str], float]


@dataclass(slots=True)
class LatinEvidence:
    """Bits are distinctive bits; `core` is a side without its weak words."""

    mark: str
    sign: str
    shared: str  # what a reason may quote
    same_letters: bool
    same_skeleton: bool
    held_bits: float  # the whole mark stands in the sign as whole words
    begins_bits: float  # the sign or one of its words begins with the mark
    inside_bits: float  # the mark stands anywhere in the sign's letters
    part_bits: float  # the strong part of the sign stands in the mark as whole words
    shared_bits: float  # words (or their stems) on both sides
    cover_mark: float
    cover_sign: float
    edit: float
    edit_bits: float
    jaro: float
    prefix_bits: float
    suffix_bits: float
    run_bits: float
    run_cover: float
    subsequence: float
    sound: float
    sound_bits: float
    look: float
    parts_cover: float
    reordered: bool
    acronym: bool
    anagram: float
    core_edit: float
    letters: int


def likeness_by(a: str, b: str, heard: Alike) -> float:
    """0–1 between two words, where `heard` says how alike they sound; it is asked only where that can help."""
    if a == b:
        return 1.0
    if len(a) > 2 and len(b) > 2 and stem(a) == stem(b):
        return 0.95
    spelled = OSA.normalized_similarity(a, b)
    if spelled < 0.34 or min(len(a), len(b)) < 3:
        return spelled if min(len(a), len(b)) > 3 else 0.0
    return max(spelled, 0.95 * heard(a, b))


@lru_cache(maxsize=16384)
def word_likeness(a: str, b: str) -> float:
    """0–1 between two words: same, same stem, or the nearest of spelling and sound."""
    return likeness_by(a, b, sound_ratio)


def _near(similarity: float) -> float:
    return max(0.0, (similarity - 0.55) / 0.45)


def _covers(
    ours: tuple[str, ...],
    theirs: tuple[str, ...],
    weights: Sequence[float],
    their_weights: Sequence[float],
) -> tuple[float, float]:
    """Of the bits of either side's words, the share that the other side's words correspond to."""
    if len(ours) == 1 == len(theirs):
        like = [word_likeness(ours[0], theirs[0])]
        return share_of(like, weights), share_of(like, their_weights)
    likes = [[word_likeness(a, b) for b in theirs] for a in ours]
    return (
        share_of([max(row) for row in likes], weights),
        share_of([max(column) for column in zip(*likes, strict=True)], their_weights),
    )


def share_of(nearest: list[float], weights: Sequence[float]) -> float:
    """Of the bits of some words, the share to which the likeness of the nearest words on the other side amounts."""
    total = sum(weights)
    found = sum([w * _near(like) for w, like in zip(weights, nearest, strict=True)])
    return found / total if total else 0.0


def _parts_cover(us: Side, them: Side) -> float:
    likes = [max([word_likeness(a, b) for b in them.text.parts]) for a in us.text.parts]
    return share_of(likes, us.part_weights)


def _held(words: tuple[str, ...], letters: str, text: str) -> tuple[bool, bool, bool]:
    """(as whole words, opening a word, anywhere)"""
    if text not in letters:
        return False, False, False
    starts, position = [], 0
    for word in words:
        starts.append(position)
        position += len(word)
    ends = {*starts[1:], position}
    at = [i for i in range(len(letters)) if letters.startswith(text, i)]
    whole = any(i in starts and i + len(text) in ends for i in at)
    return whole, any(i in starts for i in at), True


@dataclass(slots=True)
class _Inside:
    """Where one side stands in the other, as bits (see `LatinEvidence`)."""

    held: float
    begins: float
    inside: float
    part: float


_NOWHERE = _Inside(0.0, 0.0, 0.0, 0.0)


def _inside(mw: tuple[str, ...], sw: tuple[str, ...], us: Side, them: Side) -> _Inside:
    mark, sign = us.text.letters, them.text.letters
    if mark not in sign and us.core_letters not in sign and them.core_letters not in mark:
        return _NOWHERE
    held = begins = inside = part = 0.0
    whole, opens, anywhere = _held(sw, sign, mark)
    if not whole and len(us.core_letters) >= 4:
        whole_core, opens_core, inside_core = _held(sw, sign, us.core_letters)
        held, begins, inside = (
            us.core_bits * whole_core,
            us.core_bits * opens_core,
            us.core_bits * inside_core,
        )
    if not anywhere:
        part_whole, _, part_in = _held(mw, mark, them.core_letters)
        part = them.core_bits * (1.0 if part_whole else 0.5) * part_in
    return _Inside(
        us.bits if whole else held, us.bits if opens else begins, us.bits if anywhere else inside, part
    )


def _shared(mw: tuple[str, ...], us: Side, them: Side) -> tuple[str, float]:
    """Words that stand on both sides, or their stems do, and their bits."""
    if us.text.stem_set.isdisjoint(them.text.stem_set):
        return "", 0
    both = [
        (word, bits)
        for word, bits, own in zip(mw, us.weights, us.text.stems, strict=True)
        if own in them.text.stem_set
    ]
    return " ".join([word for word, _ in both]), sum([bits for _, bits in both])


def _sound(us: Side, them: Side) -> float:
    ours, theirs = us.text.spoken, them.text.spoken
    if len(ours) == 1 == len(theirs) and us.core_letters == ours[0] and them.core_letters == theirs[0]:
        return sound_ratio(ours[0], theirs[0])
    pairs = [(x, y) for x in ours for y in theirs]
    if us.core_letters != us.text.letters or them.core_letters != them.text.letters:
        pairs.append((us.core_letters, them.core_letters))
    return nearest_sound(pairs)


def examine(
    mw: tuple[str, ...], sw: tuple[str, ...], ours: tuple[int, ...], theirs: tuple[int, ...]
) -> LatinEvidence:
    """The evidence of the sign's words against the mark's (both non-empty) in the given Nice classes."""
    us, them = side_of(mw, ours), side_of(sw, joined(ours, theirs))
    mark, sign, cm, cs = us.text.letters, them.text.letters, us.core_letters, them.core_letters
    inside = _inside(mw, sw, us, them)
    shared, shared_bits = _shared(mw, us, them)
    edit_whole = edit_core = OSA.normalized_similarity(mark, sign)
    jaro = JaroWinkler.similarity(mark, sign)
    if cm != mark or cs != sign:
        edit_core = OSA.normalized_similarity(cm, cs)
        jaro = max(jaro, JaroWinkler.similarity(cm, cs))
    edit = max(edit_whole, edit_core if min(len(cm), len(cs)) > 3 else 0.0)
    prefix = mark[: Prefix.similarity(mark, sign)] if mark[0] == sign[0] else ""
    suffix = Postfix.similarity(mark, sign) if mark[-1] == sign[-1] else 0
    at, _, length = longest_run(mark, sign)
    run = mark[at : at + length]
    sound = _sound(us, them)
    cover_mark, cover_sign = _covers(mw, sw, us.weights, them.weights)
    same_parts = us.text.parts == mw and them.text.parts == sw
    own_bits = us.core_letter_bits
    return LatinEvidence(
        mark=mark,
        sign=sign,
        shared=shared or run,
        same_letters=mark == sign,
        same_skeleton=us.text.skeleton == them.text.skeleton,
        held_bits=inside.held,
        begins_bits=inside.begins,
        inside_bits=inside.inside,
        part_bits=inside.part,
        shared_bits=shared_bits,
        cover_mark=cover_mark,
        cover_sign=cover_sign,
        edit=edit,
        edit_bits=own_bits * max(0.0, 2 * edit - 1),
        jaro=jaro,
        prefix_bits=letters_bits(prefix) if prefix else 0.0,
        suffix_bits=letters_bits(mark[len(mark) - suffix :], opens=False) if suffix else 0.0,
        run_bits=letters_bits(run, opens=False) if run else 0.0,
        run_cover=length / max(len(mark), len(sign)),
        subsequence=LCSseq.normalized_similarity(mark, sign),
        sound=sound,
        sound_bits=own_bits * max(0.0, 2 * sound - 1),
        look=look_ratio(mark, sign),
        parts_cover=cover_mark if same_parts else _parts_cover(us, them),
        reordered=len(us.text.parts) > 1
        and us.text.part_stems == them.text.part_stems
        and us.text.parts != them.text.parts,
        acronym=len(sign) > 2 and us.text.initials == sign,
        anagram=edit_whole if us.text.ordered == them.text.ordered and mark != sign else 0.0,
        core_edit=edit_core,
        letters=min(len(mark), 14),
    )
