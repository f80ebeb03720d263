"""What a name or title has of a geographical indication: place part, product part, evocation, true origin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from crawlers.records import Filing, Listing
from monitor.matching import scope
from monitor.matching.align import longest_run
from monitor.matching.crosspair import spellings
from monitor.matching.fold import fold
from monitor.matching.han import examine as examine_han
from monitor.matching.latin import sound_ratio
from monitor.matching.likeness import likeness
from monitor.matching.parties import from_area, is_official_shop, is_own
from monitor.matching.places import old_names, place_words, places_in
from monitor.matching.prepare import Form, Mark, Sign
from monitor.matching.text import cut_margin
from monitor.matching.title import says, wording
from monitor.matching.titlefind import breaks_of, find_han, find_latin


@dataclass(frozen=True, slots=True)
class GiEvidence:
    """All values 0–1 (or -1 for goods of another kind); see the signals of the GI model."""

    mark: str
    sign: str
    found: str
    full: float
    near: float
    place: float
    product: float
    both: float
    evocation: bool
    goods: float
    outside: float
    authorised: bool
    dish: bool
    other: bool
    shop: bool  # an official shop of some brand, and nothing says that the goods come from elsewhere
    pinyin: float


_SHORT = 8  # characters of a name; in a longer text characters meet by chance
_TITLE = 14  # characters from which a text is a title and no name
_MOVED = 0.9
_BODIES = ("协会", "合作社", "商会", "服务中心", "推广站", "推广中心", "联合会")


@lru_cache(maxsize=4096)
def parts(units: str) -> tuple[str, str]:
    """(place part, product part) of a GI name; the place is a known one, else the first half."""
    for end in range(min(len(units) - 1, 5), 1, -1):
        if units[:end] in place_words():
            return units[:end], units[end:]
    half = max(1, len(units) // 2) if len(units) > 2 else 1
    return units[:half], units[half:]


def _part_found(part: str, text: str) -> float:
    if not part or not text:
        return 0.0
    for name in (part, *sorted(old_names().get(part, ()))):
        if name in text:
            return 1.0
    return max(find_han(part, text).quality, _rearranged(part, text)) if len(part) > 1 else 0.0


def _rearranged(part: str, text: str) -> float:
    """Share of the part's characters that stand together in another order, with one between, or as heard.

    龙井西湖, 宁中枸杞, 西子湖龙井, 五长大米: in a name as short as a filing's this is no chance.
    """
    if len(text) > _SHORT:
        return 0.0
    best = 0.0
    for at in range(max(1, len(text) - len(part))):
        left = list(text[at : at + len(part) + 1])
        found = 0.0
        for char in part:
            near = max(left, key=lambda other: _heard(char, other), default="")
            if near and _heard(char, near):
                found += _heard(char, near)
                left.remove(near)
        best = max(best, found)
    return _MOVED * best / len(part) if best > 1 else 0.0


def _heard(char: str, other: str) -> float:
    return 1.0 if char == other else 0.9 if likeness(char, other).sound == 1.0 else 0.0


def _near(form: Form, other: Form) -> tuple[float, str]:
    if len(other.units) > _TITLE and form.units:  # in a title the characters of any name lie about
        found = find_han(form.units, other.units, breaks_of(other.raw))
        return found.quality, found.text
    if form.units and other.units:
        evidence = examine_han(form.units, other.units, (), ())
        return evidence.cover_mark, evidence.sign
    if form.letters and other.words:
        found = find_latin(form.letters, other.words)
        return found.quality, found.text
    return 0.0, ""


def _pinyin(form: Form, other: Form) -> float:
    if not form.units or not other.letters:
        return 0.0
    options = spellings(form.units)
    return max(
        (1.0 if s in other.letters else sound_ratio(s, other.letters) * 0.9 for s in options), default=0.0
    )


def _goods(mark: Mark, sign: Sign, product: float) -> float:
    record = sign.record
    if isinstance(record, Listing) and not record.nice_classes:
        return 1.0 if product >= 0.7 else 0.0
    relation = scope.relation(mark.entry.nice_classes, record.nice_classes)
    return {"same class": 1.0, "same group": 1.0, "related": 0.5, "unknown": 0.3, "other": 0.0}[relation]


def _own_place(place: str, text: str, record: Filing | Listing) -> bool:
    """Whether an association files its own place's name (固城湖 by 固城湖螃蟹协会): as GIs are filed."""
    if isinstance(record, Listing) or not any(body in record.applicant for body in _BODIES):
        return False
    head = text[: max(2, len(place))]
    return len(head) > 1 and head in fold(record.applicant)


def _cut(form: Form, other: Form) -> bool:
    at = other.units.find(form.units) if form.units else -1
    return at >= 0 and cut_margin(other.units, at, at + len(form.units)) > 4


def examine(mark: Mark, form: Form, sign: Sign, other: Form) -> GiEvidence:
    """The evidence of a filing or listing for one form of a geographical indication."""
    record = sign.record
    place, product = parts(form.units) if form.units else (form.letters, "")
    text = other.units
    near, found = _near(form, other)
    on_place = _part_found(place, text) if form.units else near
    on_product = _part_found(product, text) if form.units else 1.0
    run = longest_run(product, text)[2]
    if product and (run > 1 or run == len(product) or len(text) <= _TITLE):  # 麻 of 麻羊 is in 芝麻 too
        on_product = max(on_product, 0.9 * run / len(product))
    full = float(bool(form.units) and form.units in text and not _cut(form, other)) or float(
        bool(form.letters) and form.letters in other.letters and not form.units
    )
    inside = from_area(mark.entry, record)
    named = places_in(fold(record.text))
    return GiEvidence(
        mark=form.raw,
        sign=record.text,
        found=found,
        full=full,
        near=near,
        place=on_place,
        product=on_product,
        both=min(on_place, on_product),
        evocation=any(word in record.text for word in wording("evocation")) and on_place > 0.6,
        goods=_goods(mark, sign, on_product),
        outside=0.0 if inside else 0.5 if inside is None else 1.0,
        authorised=is_own(mark.entry, record),
        dish=says(record.text, "dish") and not full,
        other=on_place < 0.6 and (bool(named) or _own_place(place, other.units, record)),
        shop=isinstance(record, Listing) and inside is None and is_official_shop(record.seller),
        pinyin=_pinyin(form, other),
    )
