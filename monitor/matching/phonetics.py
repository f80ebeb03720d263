"""Tells how Latin words may sound to readers of several languages, and how near two of them are in sound.

`tables/reading_rules.tsv` holds small respelling rules of our own for English, German, French,
Spanish, Italian and pinyin; Metaphone and NYSIIS (English) come from jellyfish. A mark is read
aloud by people who do not know its language, so any shared reading counts (guideline 5.1.4).
"""

from __future__ import annotations

import re
from functools import lru_cache

import jellyfish
from rapidfuzz.distance import Levenshtein

from monitor.matching import tables


def _rules() -> dict[str, list[tuple[re.Pattern[str], str]]]:
    found: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for language, pattern, sound in tables.plain_rows("reading_rules.tsv"):
        found.setdefault(language, []).append((re.compile(pattern), sound))
    return found


RULES = _rules()
LANGUAGES = tuple(RULES)
_NOT_LETTERS = re.compile(r"[^a-z]+")
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiou]+")
_SOFT = str.maketrans({"z": "s", "v": "f", "b": "p", "d": "t", "g": "k", "J": "C", "Y": "n", "T": "t"})
_LEAST = 3


@lru_cache(maxsize=100_000)
def respell(word: str, language: str) -> str:
    """The sounds of one small-letter word to a reader of the language (a key of `RULES`)."""
    sounds = _NOT_LETTERS.sub("", word)
    for pattern, sound in RULES[language]:
        sounds = pattern.sub(sound, sounds)
    return _DOUBLED.sub(r"\1", sounds)


def _frame(sounds: str) -> str:
    """First sound and the consonants after it, voiced and voiceless as one."""
    return sounds[:1].translate(_SOFT) + _DOUBLED.sub(r"\1", _VOWELS.sub("", sounds[1:])).translate(_SOFT)


@lru_cache(maxsize=50_000)
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


@lru_cache(maxsize=50_000)
def _spoken(text: str, language: str) -> tuple[str, str]:
    sounds = "".join(respell(word, language) for word in text.split())
    return sounds, _frame(sounds)


def sound_ratio(a: str, b: str) -> float:
    """0 to 1 between two folded Latin texts: the best over languages; 1.0 = some reader says both alike."""
    best = 0.0
    for language in LANGUAGES:
        (sounds_a, frame_a), (sounds_b, frame_b) = _spoken(a, language), _spoken(b, language)
        if not sounds_a or not sounds_b:
            continue
        whole = Levenshtein.normalized_similarity(sounds_a, sounds_b)
        best = max(best, 0.6 * whole + 0.4 * Levenshtein.normalized_similarity(frame_a, frame_b))
    return round(best, 4)
