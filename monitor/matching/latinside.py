"""What is known of one Latin text in the light of some Nice classes, before it is compared with any other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from monitor.matching.latin import expand_sounds, skeleton, split_compound
from monitor.matching.rarity import letters_bits, word_bits
from monitor.matching.weak import weak_words

WEAK_WORTH = 0.25
_ENDINGS = ("ings", "ing", "ers", "er", "ies", "es", "ed", "s", "y", "e")
_MOST_SPOKEN = 4


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The word without an English inflection (W11), at least three letters kept."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=16384)
def parts_of(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words with compounds taken apart."""
    return tuple(part for word in words for part in split_compound(word))


def core_of(words: tuple[str, ...], weak: frozenset[str]) -> tuple[str, ...]:
    """The words that are not weak; all where all are."""
    return tuple(w for w in words if w not in weak) or words


@dataclass(slots=True)
class Text:
    """What holds whatever the classes. `parts`: the words with compounds taken apart."""

    letters: str
    ordered: list[str]  # the letters
    skeleton: str
    stems: tuple[str, ...]
    stem_set: frozenset[str]
    parts: tuple[str, ...]
    part_stems: list[str]  # in order
    spoken: tuple[str, ...]  # as it may be read aloud
    initials: str  # of three or more words


@lru_cache(maxsize=4096)
def text_of(words: tuple[str, ...]) -> Text:
    """The text of words written side by side."""
    letters = "".join(words)
    parts = parts_of(words)
    initials = "".join(w[0] for w in words if w not in ("the", "of", "and", "a")) if len(words) > 2 else ""
    return Text(
        letters=letters,
        ordered=sorted(letters),
        skeleton=skeleton(letters),
        stems=tuple(map(stem, words)),
        stem_set=frozenset(map(stem, words)),
        parts=parts,
        part_stems=sorted(map(stem, parts)),
        spoken=expand_sounds(" ".join(words))[:_MOST_SPOKEN],
        initials=initials,
    )


@dataclass(slots=True)
class Side:
    """A text among the weak words of some classes; `core` is it without them. Bits are distinctive bits."""

    text: Text
    weights: list[float]  # bits of each word
    bits: float
    core: tuple[str, ...]
    core_letters: str
    core_bits: float  # by words or by letters, whichever is less
    core_letter_bits: float
    part_weights: list[float]


def word_weights(words: tuple[str, ...], weak: frozenset[str]) -> list[float]:
    """Bits of each word; a weak one or a single letter counts little."""
    return [word_bits(w) * (WEAK_WORTH if w in weak or len(w) == 1 else 1.0) for w in words]


@lru_cache(maxsize=4096)
def side_of(words: tuple[str, ...], classes: tuple[int, ...]) -> Side:
    """The side of a text; made once and read by each of its comparisons."""
    weak, text = weak_words("latin", classes), text_of(words)
    weights = word_weights(words, weak)
    core = core_of(words, weak)
    letters = "".join(core)
    core_weights = weights if core == words else word_weights(core, weak)
    return Side(
        text=text,
        weights=weights,
        bits=min(letters_bits(text.letters), sum(weights)),
        core=core,
        core_letters=letters,
        core_bits=min(letters_bits(letters), sum(core_weights)),
        core_letter_bits=letters_bits(letters),
        part_weights=weights if text.parts == words else word_weights(text.parts, weak),
    )
