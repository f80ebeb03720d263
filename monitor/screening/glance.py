"""A last cheap look at a pair before it is compared: are the letters near at all, does the title hold the mark?

The lines are far under the nearest alert of the fought pairs and of the bench's planted ones; what they cost
in recall is measured with the keys (docs/measurements/performance.md).
"""

from __future__ import annotations

from collections import Counter

from rapidfuzz.distance import OSA, JaroWinkler

from crawlers.records import Listing
from monitor.matching.crosspair import mixed, spellings, translations
from monitor.matching.glyphs import split_forms
from monitor.matching.latinpair import stem
from monitor.matching.likeness import likeness
from monitor.matching.prepare import Form, Mark, Sign
from monitor.matching.scope import relation

NEAR_PINYIN = 0.5  # likeness of pinyin and letters under which no class and no fame makes an alert
NEAR_SAME_CLASS = 0.36  # likeness of letters, the same where the goods are of one class
NEAR_OTHER = 0.55  # and where they are not


def worth_reading(mark: Mark, sign: Sign) -> bool:
    """False only for a pair of single forms that is far apart: letters, or a Chinese mark and a title."""
    if len(mark.forms) > 1 or len(sign.forms) > 1:
        return True
    if isinstance(sign.record, Listing):
        plain = mark.main.units and not mark.main.letters and mark.entry.category != "GI"
        return _in_title(mark.main.units, sign.main) if plain else True
    ours, theirs = mark.main, sign.main
    if mark.entry.category == "GI" or (ours.units and ours.letters) or (theirs.units and theirs.letters):
        return True
    if ours.letters and theirs.letters:
        return _letters_near(mark, sign)
    if ours.units and theirs.units:
        return True
    return _pinyin_near(ours, theirs) if ours.units else _pinyin_near(theirs, ours)


def _in_title(units: str, title: Form) -> bool:
    """Whether some stretch of the title has enough of the mark's characters, the same or alike, in place."""
    if units in title.units or any(form in title.units for char in units for form in split_forms(char)):
        return True
    if title.letters and (mixed(units, title.folded) or any(s in title.letters for s in spellings(units))):
        return True
    needed = max(2, (2 * len(units) + 2) // 3)  # as in monitor.matching.title
    alike: Counter[int] = Counter()
    for place, char in enumerate(units):
        alike.update(at - place for at, other in enumerate(title.units) if likeness(char, other).bits)
    return any(count >= needed for count in alike.values())


def _pinyin_near(han: Form, latin: Form) -> bool:
    if translations(han.units):
        return True
    return any(
        spelt in latin.letters or OSA.normalized_similarity(spelt, latin.letters) >= NEAR_PINYIN
        for spelt in spellings(han.units)
    )


def _letters_near(mark: Mark, sign: Sign) -> bool:
    ours, theirs = mark.main.letters, sign.main.letters
    if ours in theirs or theirs in ours:
        return True
    same = relation(mark.entry.nice_classes, sign.record.nice_classes) == "same class"
    if same and (len(mark.main.words) > 2 or _share_a_word(mark.main, sign.main)):
        return True
    line = NEAR_SAME_CLASS if same else NEAR_OTHER
    near = OSA.normalized_similarity(ours, theirs)
    return near >= line or JaroWinkler.similarity(ours, theirs) - 0.1 >= line


def _share_a_word(ours: Form, theirs: Form) -> bool:
    return not set(map(stem, ours.words)).isdisjoint(map(stem, theirs.words))
