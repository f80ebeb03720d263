"""Who stands on the other side: the owner itself, its group, an authorised user, or a producer of the place."""

from __future__ import annotations

import re
from functools import lru_cache

from crawlers.records import Filing, Listing
from monitor.matching.fold import fold
from monitor.matching.places import area_of, old_names, places_in, wider
from watchlists.entries import WatchEntry

_FORM = re.compile("(?:股份)?(?:有限)?(?:责任)?公司$|集团$|控股$|协会$|株式会社")
_SHOP = ("官方旗舰", "旗舰店", "官方店", "官方", "专卖店", "专营店", "直营")
# What files write where a party is not known; two unknown parties are not the same one.
_UNKNOWN = frozenset(
    ("", "未载", "不详", "未知", "无", "匿名", "unknown", "notstated", "notgiven", "notknown", "none", "na")
)


@lru_cache(maxsize=16384)
def party_key(name: str) -> str:
    """A name as parties are compared: folded, without signs; empty for an unknown one."""
    plain = fold(name).replace(" ", "")
    return "" if plain in _UNKNOWN else plain


@lru_cache(maxsize=16384)
def stem_of(name: str) -> str:
    """The name without its legal form, for companies of one group."""
    plain = party_key(name)
    for _ in range(3):
        plain = _FORM.sub("", plain)
    return plain


def owner_names(entry: WatchEntry) -> tuple[str, ...]:
    """The owner and its companies as compared."""
    names = (entry.owner, *entry.owner_aliases)
    return tuple(key for key in map(party_key, names) if key)


def _keys(*names: str) -> frozenset[str]:
    return frozenset(filter(None, map(party_key, names)))


def owners_of(entry: WatchEntry) -> frozenset[str]:
    """The owner, its listed companies and authorised users as compared."""
    return _keys(entry.owner, *entry.owner_aliases, *entry.authorised_users)


def sellers_of(entry: WatchEntry) -> frozenset[str]:
    """Those and the authorised sellers."""
    owners = owners_of(entry)
    return owners | _keys(*entry.authorised_sellers) if entry.authorised_sellers else owners


def parties_of(record: Filing | Listing) -> frozenset[str]:
    """Applicant and co-applicants, or the seller, as compared; unknown ones are left out."""
    if record.kind == "listing":
        return _keys(record.seller)
    return _keys(record.applicant, *record.co_applicants)


def is_own(entry: WatchEntry, record: Filing | Listing) -> bool:
    """F3: applicant (or a co-applicant) or seller is the owner, a listed company of its group or authorised."""
    ours = sellers_of(entry) if record.kind == "listing" else owners_of(entry)
    return not ours.isdisjoint(parties_of(record))


def is_official_shop(seller: str) -> bool:
    """Whether a seller calls itself the official shop of some brand (evidence, not proof)."""
    plain = party_key(seller)
    return any(word in plain for word in _SHOP)


def is_genuine_seller(entry: WatchEntry, seller: str) -> bool:
    """Evidence (not proof) that a shop is the right holder's own: its name and the words of an official shop."""
    plain = party_key(seller)
    if not plain:
        return False
    if plain in owner_names(entry) or plain in set(map(party_key, entry.authorised_sellers)):
        return True
    names = [
        party_key(entry.text),
        *map(party_key, entry.aliases),
        *map(stem_of, (entry.owner, *entry.owner_aliases)),
    ]
    return any(len(n) > 1 and n in plain for n in names) and is_official_shop(seller)


@lru_cache(maxsize=8192)
def _placed(text: str) -> frozenset[str]:
    """The places that a text names."""
    return places_in(fold(text))


@lru_cache(maxsize=4096)
def home_of(text: str, region: str) -> frozenset[str]:
    """The GI's area at county or city level with old names; a place in the name counts if the region agrees."""
    stated = _placed(region)
    for place in sorted(_placed(text), key=len, reverse=True):
        if (
            not stated
            or place in stated
            or wider(place) & stated
            or old_names().get(place, frozenset()) & stated
        ):
            return area_of(place)
    return area_of(fold(region))


def from_area(entry: WatchEntry, record: Filing | Listing) -> bool | None:
    """Whether the record comes from the GI's own area (county or city level, old names too).

    A stated origin goes before the names of the parties. None when no place is told, or only the city around
    a county; the GI's name itself tells nothing.
    """
    home = home_of(entry.text, entry.region)
    stated = _placed(record.origin)
    if stated and (judged := _inside(stated, home, entry.region)) is not None:
        return judged
    if isinstance(record, Filing):
        texts = [record.applicant, record.applicant_address]
    else:
        texts = [record.seller]
    named = {place for text in texts for place in _placed(text)}
    if isinstance(record, Listing):
        named |= _placed(record.text) - home - _placed(entry.text)
    return _inside(frozenset(named), home, entry.region)


def _inside(named: frozenset[str], home: frozenset[str], region: str) -> bool | None:
    if any(place in home or wider(place) & home for place in named):
        return True
    stated = _placed(region)
    around = frozenset(up for place in home for up in wider(place)) | stated
    if stated and not any(
        wider(place) for place in stated
    ):  # only a province is on record: it decides nothing
        around |= {place for place in named if wider(place) & stated}
    return None if named <= around else False
