"""What two Latin signs have in common: the raw evidence that the signals of the Latin model read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler, LCSseq, Postfix, Prefix

from monitor.matching.align import longest_run
from monitor.matching.latin import expand_sounds, look_ratio, skeleton, sound_ratio, split_compound
from monitor.matching.rarity import letters_bits, word_bits
from monitor.matching.weak import weak_words

WEAK_WORTH = 0.25
_ENDINGS = ("ings", "ing", "ers", "er", "ies", "es", "ed", "s", "y", "e")


@dataclass(frozen=True, slots=True)
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


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The word without an English inflection (W11), at least three letters kept."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=262144)
def word_likeness(a: str, b: str) -> float:
    """0–1 between two words: same, same stem, or the nearest of spelling and sound."""
    if a == b:
        return 1.0
    if len(a) > 2 and len(b) > 2 and stem(a) == stem(b):
        return 0.95
    spelled = OSA.normalized_similarity(a, b)
    if spelled < 0.34 or min(len(a), len(b)) < 3:
        return spelled if min(len(a), len(b)) > 3 else 0.0
    return max(spelled, 0.95 * sound_ratio(a, b))


def _near(similarity: float) -> float:
    return max(0.0, (similarity - 0.55) / 0.45)


def _cover(ours: tuple[str, ...], weights: list[float], theirs: tuple[str, ...]) -> float:
    total = sum(weights)
    found = sum(
        w * _near(max(word_likeness(a, b) for b in theirs)) for a, w in zip(ours, weights, strict=True)
    )
    return found / total if total else 0.0


def _weights(words: tuple[str, ...], weak: frozenset[str]) -> list[float]:
    return [word_bits(w) * (WEAK_WORTH if w in weak or len(w) == 1 else 1.0) for w in words]


@lru_cache(maxsize=65536)
def _core(words: tuple[str, ...], weak: frozenset[str]) -> tuple[str, ...]:
    return tuple(w for w in words if w not in weak) or words


@lru_cache(maxsize=65536)
def _parts(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part for word in words for part in split_compound(word))


def _spoken(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    ours, theirs = expand_sounds(" ".join(a))[:4], expand_sounds(" ".join(b))[:4]
    return max((sound_ratio(x, y) for x in ours for y in theirs), default=0.0)


def _held(words: tuple[str, ...], letters: str, inner: tuple[str, ...], text: str) -> tuple[bool, bool, bool]:
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


def examine(
    mw: tuple[str, ...], sw: tuple[str, ...], ours: tuple[int, ...], theirs: tuple[int, ...]
) -> LatinEvidence:
    """The evidence of the sign's words against the mark's (both non-empty) in the given Nice classes."""
    weak_mark, weak_sign = weak_words("latin", ours), weak_words("latin", tuple(sorted({*ours, *theirs})))
    mark, sign = "".join(mw), "".join(sw)
    mark_core, sign_core = _core(mw, weak_mark), _core(sw, weak_sign)
    cm, cs = "".join(mark_core), "".join(sign_core)
    weights, sign_weights = _weights(mw, weak_mark), _weights(sw, weak_sign)
    mark_bits = min(letters_bits(mark), sum(weights))
    whole, opens, anywhere = _held(sw, sign, mw, mark)
    if not whole and len(cm) >= 4:
        whole_core, opens_core, inside_core = _held(sw, sign, mark_core, cm)
    else:
        whole_core = opens_core = inside_core = False
    core_bits = min(letters_bits(cm), sum(_weights(mark_core, weak_mark)))
    part_whole, _, part_in = _held(mw, mark, sign_core, cs)
    part = min(letters_bits(cs), sum(_weights(sign_core, weak_sign))) if part_in and not anywhere else 0.0
    stems = {stem(w): w for w in sw}
    shared = [(w, b) for w, b in zip(mw, weights, strict=True) if stem(w) in stems]
    edit_whole, edit_core = OSA.normalized_similarity(mark, sign), OSA.normalized_similarity(cm, cs)
    edit = max(edit_whole, edit_core if min(len(cm), len(cs)) > 3 else 0.0)
    prefix = mark[: Prefix.similarity(mark, sign)]
    suffix = Postfix.similarity(mark, sign)
    at, _, length = longest_run(mark, sign)
    run = mark[at : at + length]
    sound = max(_spoken(mw, sw), sound_ratio(cm, cs) if cm != mark or cs != sign else 0.0)
    ours_parts, their_parts = _parts(mw), _parts(sw)
    part_weights = _weights(ours_parts, weak_mark)
    own_bits = letters_bits(cm)
    return LatinEvidence(
        mark=mark,
        sign=sign,
        shared=" ".join(w for w, _ in shared) or run,
        same_letters=mark == sign,
        same_skeleton=skeleton(mark) == skeleton(sign),
        held_bits=mark_bits if whole else core_bits if whole_core else 0.0,
        begins_bits=mark_bits if opens else core_bits if opens_core else 0.0,
        inside_bits=mark_bits if anywhere else core_bits if inside_core else 0.0,
        part_bits=part if part_whole else part * 0.5,
        shared_bits=sum(bits for _, bits in shared),
        cover_mark=_cover(mw, weights, sw),
        cover_sign=_cover(sw, sign_weights, mw),
        edit=edit,
        edit_bits=own_bits * max(0.0, 2 * edit - 1),
        jaro=max(JaroWinkler.similarity(mark, sign), JaroWinkler.similarity(cm, cs)),
        prefix_bits=letters_bits(prefix),
        suffix_bits=letters_bits(mark[len(mark) - suffix :], opens=False) if suffix else 0.0,
        run_bits=letters_bits(run, opens=False) if run else 0.0,
        run_cover=length / max(len(mark), len(sign)),
        subsequence=LCSseq.normalized_similarity(mark, sign),
        sound=sound,
        sound_bits=own_bits * max(0.0, 2 * sound - 1),
        look=look_ratio(mark, sign),
        parts_cover=_cover(ours_parts, part_weights, their_parts),
        reordered=len(ours_parts) > 1
        and sorted(map(stem, ours_parts)) == sorted(map(stem, their_parts))
        and ours_parts != their_parts,
        acronym=len(mw) > 2 and len(sign) > 2 and _initials(mw) == sign,
        anagram=edit_whole if sorted(mark) == sorted(sign) and mark != sign else 0.0,
        core_edit=edit_core,
        letters=min(len(mark), 14),
    )


def _initials(words: tuple[str, ...]) -> str:
    return "".join(w[0] for w in words if w not in ("the", "of", "and", "a"))
