"""Knows the places of China by short name, what lies in what, and old names that stand for the same area."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache

from monitor.matching import tables

_COMMON = frozenset(
    ("城区", "郊区", "矿区", "高新区", "新区", "市辖区", "开发", "小店", "和平", "新城", "新华", "长安")
)


@cache
def _above() -> dict[str, tuple[tuple[str, str], ...]]:
    """{county or city: ((city, province), ...)}"""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for county, city, province in tables.rows("places.tsv.gz"):
        name = county or city
        if name not in _COMMON:
            found[name] = (*found.get(name, ()), (city, province))
    return found


@cache
def _provinces() -> frozenset[str]:
    return frozenset(province for _, _, province in tables.rows("places.tsv.gz"))


@cache
def old_names() -> dict[str, frozenset[str]]:
    """Other names of the same area, both ways: 郫县 → {郫都}."""
    body = tomllib.loads((tables.FOLDER / "old_names.toml").read_text(encoding="utf-8"))
    found: dict[str, frozenset[str]] = {}
    for one, other in body["same"]:
        found[one] = found.get(one, frozenset()) | {other}
        found[other] = found.get(other, frozenset()) | {one}
    return found


@cache
def place_words() -> frozenset[str]:
    """Every place name of two or more characters, old names included."""
    return frozenset((*_above(), *_provinces(), *old_names()))


@lru_cache(maxsize=16384)
def places_in(text: str) -> frozenset[str]:
    """Place names that the text holds, the longest where they overlap."""
    words, found, start = place_words(), set(), 0
    while start < len(text):
        for end in range(min(len(text), start + 8), start + 1, -1):
            if text[start:end] in words:
                found.add(text[start:end])
                start = end - 1
                break
        start += 1
    return frozenset(found)


def wider(place: str) -> frozenset[str]:
    """The cities and provinces above a county or city."""
    return frozenset(name for pair in _above().get(place, ()) for name in pair if name != place)


@lru_cache(maxsize=16384)
def area_of(text: str) -> frozenset[str]:
    """The narrowest places named in a text with their old and new names: 四川成都郫县 → {郫县, 郫都}."""
    named = places_in(text)
    outer = frozenset(name for place in named for name in wider(place))
    narrow = frozenset(place for place in named if place not in outer) or named
    other = frozenset(name for place in narrow for name in old_names().get(place, frozenset()))
    return narrow | other
