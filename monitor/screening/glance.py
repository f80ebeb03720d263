"""A last cheap look at a mark and a title before they are compared: does the title hold the mark at all?"""

from __future__ import annotations

from collections import Counter

from crawlers.records import Listing
from monitor.matching.crosspair import mixed, spellings
from monitor.matching.glyphs import split_forms
from monitor.matching.likeness import likeness
from monitor.matching.prepare import Form, Mark, Sign


def worth_reading(mark: Mark, sign: Sign) -> bool:
    """False only for a Chinese mark of one form of which a title has too little."""
    if len(mark.forms) > 1 or len(sign.forms) > 1:
        return True
    if isinstance(sign.record, Listing):
        plain = mark.main.units and not mark.main.letters and mark.entry.category != "GI"
        return _in_title(mark.main.units, sign.main) if plain else True
    return True


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
