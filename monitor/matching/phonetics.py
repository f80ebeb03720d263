"""Tells how Latin words may sound to readers of several languages, and how near two of them are in sound.

`tables/reading_rules.tsv` holds small respelling rules of our own for English, German, French,
Spanish, Italian and pinyin; Metaphone and NYSIIS (English) come from jellyfish. A mark is read
aloud by people who do not know its language, so any shared reading counts (guideline 5.1.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import jellyfish
from rapidfuzz.distance import Levenshtein

from monitor.matching import tables
from monitor.matching.respelling import Rule, compiled, respelled


def _rules() -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for language, pattern, sound in tables.plain_rows("reading_rules.tsv"):
        found.setdefault(language, []).append(compiled(pattern, sound))
    return found


RULES = _rules()
LANGUAGES = tuple(RULES)
_NOT_LETTERS = re.compile(r"[^a-z]+")
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiou]+")
_SOFT = str.maketrans({"z": "s", "v": "f", "b": "p", "d": "t", "g": "k", "J": "C", "Y": "n", "T": "t"})
_LEAST = 3
_alike = Levenshtein.normalized_similarity


@lru_cache(maxsize=16_384)
def respell(word: str, language: str) -> str:
    """The sounds of one small-letter word to a reader of the language (a key of `RULES`)."""
    plain = word.isascii() and word.isalpha() and word.islower()
    return _DOUBLED.sub(r"\1", respelled(word if plain else _NOT_LETTERS.sub("", word), RULES[language]))


def _frame(sounds: str) -> str:
    """First sound and the consonants after it, voiced and voiceless as one."""
    return sounds[:1].translate(_SOFT) + _DOUBLED.sub(r"\1", _VOWELS.sub("", sounds[1:])).translate(_SOFT)


@lru_cache(maxsize=8192)
def phonetic_keys(word: str) -> frozenset[str]:
    """Keys of one word's possible sounds; two words that share one sound alike to some reader.

    `s:` all sounds, `f:` first sound and consonants (only from three on), `m:` Metaphone, `n:` NYSIIS.
    """
    letters = _NOT_LETTERS.sub("", word.casefold())
    if not letters:
        return frozenset()
    spoken = [respell(letters, language) for language in LANGUAGES]
    keys = {f"s:{s}" for s in spoken if s}
    keys |= {f"f:{frame}" for frame in map(_frame, spoken) if len(frame) >= _LEAST}
    english = letters.replace("qu", "kw").replace("x", "ks")
    coded = (("m", jellyfish.metaphone(english)), ("n", jellyfish.nysiis(letters)))
    keys |= {f"{kind}:{key}" for kind, key in coded if len(key) >= _LEAST}
    return frozenset(keys)


Heard = tuple[tuple[tuple[str, str], ...], tuple[int, ...]]


@lru_cache(maxsize=16_384)
def _heard(text: str) -> Heard:
    """(sounds, frame) for each language, and for each language the first one that hears the same."""
    found: list[tuple[str, str]] = []
    for language in LANGUAGES:
        sounds = "".join([respell(word, language) for word in text.split()])
        found.append((sounds, _frame(sounds)))
    return tuple(found), tuple(map(found.index, found))


@lru_cache(maxsize=4096)
def _telling(ours: tuple[int, ...], theirs: tuple[int, ...]) -> tuple[int, ...]:
    """The languages that hear a pair as no language before them does."""
    return tuple(
        {pair: place for place, pair in reversed(list(enumerate(zip(ours, theirs, strict=True))))}.values()
    )


def _nearer(best: float, a: str, b: str) -> float:
    """`best`, or the likeness of two texts where some language hears them nearer than that."""
    (ours, first_ours), (theirs, first_theirs) = _heard(a), _heard(b)
    for place in _telling(first_ours, first_theirs):
        (sounds_a, frame_a), (sounds_b, frame_b) = ours[place], theirs[place]
        if not sounds_a or not sounds_b:
            continue
        whole = 0.6 * _alike(sounds_a, sounds_b)
        if whole + 0.4 > best:  # the frames can still help
            near = whole + 0.4 * _alike(frame_a, frame_b)
            if near > best:
                best = near
    return best


def nearest_sound(pairs: Iterable[tuple[str, str]], above: float = 0.0) -> float:
    """The highest `sound_ratio` of some pairs; where none is over `above`, any number up to there."""
    best = floor = max(0.0, above - 1e-4)  # as much as the rounding may lift
    for a, b in pairs:
        best = _nearer(best, a, b)
    return round(best, 4) if best > floor else 0.0


@lru_cache(maxsize=16384)
def sound_ratio(a: str, b: str) -> float:
    """0 to 1 between two folded Latin texts: the best over languages; 1.0 = some reader says both alike."""
    return round(_nearer(0.0, a, b), 4)
