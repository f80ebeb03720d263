"""A last cheap look at a pair of Chinese and Latin before it is compared: is the pinyin near at all?"""

from __future__ import annotations

from rapidfuzz.distance import OSA

from crawlers.records import Filing
from monitor.matching.crosspair import spellings, translations
from monitor.matching.prepare import Form, Mark, Sign

NEAR = 0.5  # likeness of pinyin and letters under which no class and no fame makes an alert


def worth_reading(mark: Mark, sign: Sign) -> bool:
    """False only for one Chinese and one Latin text whose pinyin and letters are far apart."""
    if (
        not isinstance(sign.record, Filing)
        or len(mark.forms) > 1
        or len(sign.forms) > 1
        or mark.entry.category == "GI"
    ):
        return True
    ours, theirs = mark.main, sign.main
    if ours.units and not ours.letters and theirs.letters and not theirs.units:
        return _near(ours, theirs)
    if theirs.units and not theirs.letters and ours.letters and not ours.units:
        return _near(theirs, ours)
    return True


def _near(han: Form, latin: Form) -> bool:
    if translations(han.units):
        return True
    return any(
        spelt in latin.letters or OSA.normalized_similarity(spelt, latin.letters, score_cutoff=NEAR)
        for spelt in spellings(han.units)
    )
