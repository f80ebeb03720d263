"""Knows the words that distinguish nobody, by Nice class, and what is left of a name without them."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache

from monitor.matching import tables
from monitor.matching.places import place_words

_LONGEST = 6


@cache
def _lists() -> dict[str, dict[str, frozenset[str]]]:
    body = tomllib.loads((tables.FOLDER / "weak_words.toml").read_text(encoding="utf-8"))
    return {script: {key: frozenset(text.split()) for key, text in body[script].items()} for script in body}


@lru_cache(maxsize=4096)
def weak_words(script: str, classes: tuple[int, ...]) -> frozenset[str]:
    """Weak words of any class and of the given ones; `script` is `han` or `latin`."""
    lists = _lists()[script]
    return frozenset().union(lists["any"], *(lists.get(str(nice), frozenset()) for nice in classes))


@lru_cache(maxsize=4096)
def joined(ours: tuple[int, ...], theirs: tuple[int, ...]) -> tuple[int, ...]:
    """The classes of both sides, ascending."""
    return tuple(sorted({*ours, *theirs}))


@lru_cache(maxsize=8192)
def weak_mask(units: str, classes: tuple[int, ...]) -> tuple[bool, ...]:
    """For each character, whether a weak word or a place name covers it; single weak ones only at an edge.

    A text that would be weak throughout counts as strong throughout: something must be compared.
    """
    mask = _covered(units, classes)
    if len(units) - sum(mask) < 2:  # one strong character is too thin a core: single weak ones count again
        mask = [weak and not _alone(mask, place) for place, weak in enumerate(mask)]
    return tuple(mask) if not all(mask) else (False,) * len(units)


def _alone(mask: list[bool], place: int) -> bool:
    return not (place and mask[place - 1]) and not (place + 1 < len(mask) and mask[place + 1])


def _covered(units: str, classes: tuple[int, ...]) -> list[bool]:
    words = weak_words("han", classes)
    places = place_words()
    mask = [False] * len(units)
    start = 0
    while start < len(units):
        for end in range(min(len(units), start + _LONGEST), start, -1):
            word = units[start:end]
            edge = start == 0 or end == len(units)
            if (word in words and (len(word) > 1 or edge)) or (len(word) > 1 and word in places):
                mask[start:end] = [True] * (end - start)
                start = end - 1
                break
        start += 1
    return mask
