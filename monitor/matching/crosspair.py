"""What a Han sign and a Latin one have in common: pinyin, translation, mixed spelling."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, product

from rapidfuzz.distance import OSA

from monitor.matching import readings, tables
from monitor.matching.latin import nearest_sound
from monitor.matching.likeness import sound_bits
from monitor.matching.prepare import Form
from monitor.matching.weak import weak_words

_MOST_SPELLINGS = 12
_LETTER = re.compile("[a-z ]")


@dataclass(slots=True)
class CrossEvidence:
    """`whole`: likeness of the pinyin of the Han side to the letters of the other, 0–1; `held`: bits of the
    pinyin found inside longer letters; `translation`, `mixed`, `share`: 0–1."""

    mark: str
    sign: str
    whole: float
    held: float
    translation: float
    mixed: float
    share: float


@cache
def meanings() -> dict[str, frozenset[str]]:
    """Han words of the closed list, each with the Latin words that say the same."""
    body = tomllib.loads((tables.FOLDER / "meanings.toml").read_text(encoding="utf-8"))
    return {han: frozenset(text.split()) for han, text in body["words"].items()}


@lru_cache(maxsize=8192)
def spellings(units: str) -> tuple[str, ...]:
    """Pinyin of the units written together, over the readings of polyphones, at most 12."""
    sounds = [s[:3] for s in readings.syllables(units)]
    if not sounds or not all(sounds) or len(sounds) > 10:
        return ()
    return tuple(dict.fromkeys("".join(pick) for pick in islice(product(*sounds), _MOST_SPELLINGS)))


@lru_cache(maxsize=8192)
def translations(units: str) -> tuple[str, ...]:
    """Latin words that the Han text may be translated by, written together; words of the closed list only."""
    table = meanings()
    found: set[str] = set(table.get(units, ()))
    for cut in range(1, len(units)):
        for left in table.get(units[:cut], ()):
            found.update(left + right for right in table.get(units[cut:], ()))
    return tuple(sorted(found))


def _translated(units: str, words: tuple[str, ...], classes: tuple[int, ...]) -> float:
    """1 when the Latin words say what the Han text says, less when either side says more."""
    texts = sayable(units)
    if not texts:
        return 0.0
    weak = weak_words("latin", classes)
    core = tuple(w for w in words if w not in weak) or words
    return max((texts.get(letters, 0.0) for letters in ("".join(core), "".join(words))), default=0.0)


@lru_cache(maxsize=8192)
def sayable(units: str) -> dict[str, float]:
    """Every Latin text that says what the Han text says, or its beginning, with the share of it that is said."""
    found: dict[str, float] = {}
    for size in (len(units), *range(len(units) - 1, 1, -1)):
        for option in translations(units[:size]):
            for text in option_forms(option):
                found.setdefault(text, 1.0 if size == len(units) else size / len(units))
    return found


def option_forms(word: str) -> tuple[str, ...]:
    """A word with its plural and article."""
    return word, word + "s", "the" + word, "el" + word, "la" + word


def latin_translation(ours: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    """1 when two Latin texts are different words for one idea of the closed list, else 0."""
    a, b = _ideas("".join(ours)), _ideas("".join(w for w in theirs if w not in ("el", "la", "le", "the")))
    return 1.0 if a & b and "".join(ours) != "".join(theirs) else 0.0


@lru_cache(maxsize=8192)
def _ideas(word: str) -> frozenset[str]:
    return frozenset(han for han, words in meanings().items() if word in words)


@lru_cache(maxsize=2048)
def _mixed_pattern(units: str) -> re.Pattern[str]:
    choices = []
    for char in units:
        forms = sorted({char, *readings.readings(char)}, key=lambda text: (-len(text), text))
        choices.append("(?:" + "|".join(map(re.escape, forms)) + ")")
    return re.compile(" ?".join(choices))


def mixed(units: str, folded: str) -> float:
    """1 when the text holds the units with one or more written as pinyin (mao台), else 0."""
    if len(units) < 2 or not _LETTER.search(folded) or folded.isascii():
        return 0.0  # without a letter the text can hold the units only as they are
    if not any(char in folded for char in units):
        return 0.0
    found = _mixed_pattern(units).search(folded)
    return 1.0 if found and found.group() != units and not found.group().isascii() else 0.0


def examine(form: Form, other: Form, classes: tuple[int, ...]) -> CrossEvidence:
    """The evidence between a form with Han and one with letters, either way round."""
    pairs = []
    if form.units and other.letters:
        pairs.append((form.units, other.letters, other.words))
    if other.units and form.letters:
        pairs.append((other.units, form.letters, form.words))
    whole = held = translation = share = 0.0
    for units, letters, words in pairs:
        spelled = spellings(units)
        near = max([OSA.normalized_similarity(text, letters) for text in spelled], default=0.0)
        near = max(near, 0.9 * nearest_sound([(text, letters) for text in spelled], near / 0.9))
        whole, share = max(whole, near), max(share, near)
        inside = [text for text in spelled if text in letters] if len(units) > 1 else ()
        if inside:
            held = max(held, sum(sound_bits(char) for char in units))
            share = max(share, max(map(len, inside)) / len(letters))
        translation = max(translation, _translated(units, words, classes))
    return CrossEvidence(
        mark=form.raw,
        sign=other.raw,
        whole=whole,
        held=held,
        translation=translation,
        mixed=mixed(form.units, other.folded) if form.units else 0.0,
        share=max(share, translation),
    )
