"""Invents names that look like everyday filings: the frequencies are real, no name is taken from anywhere.

Han names follow the shipped table of characters and adjacent pairs in trade names; Latin ones follow the
table of letters after two letters, or put words together. 78 % are Han of 2–5 characters, 22 % Latin;
classes follow the offices' shares. The same seed gives the same names on every machine.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

from crawlers.records import Filing
from monitor.matching import tables
from monitor.matching.model import class_shares
from watchlists.entries import WatchEntry

HAN_SHARE = 0.78
_LENGTHS = ((2, 0.40), (3, 0.32), (4, 0.24), (5, 0.04))
_WORDS_KNOWN = 30_000
_FAMOUS_SHARE = 0.1


class _Urn:
    """Draws by weight."""

    def __init__(self, weighted: Sequence[tuple[str, float]]) -> None:
        self._things = [thing for thing, _ in weighted]
        self._upto = list(accumulate(weight for _, weight in weighted))

    def draw(self, dice: random.Random) -> str:
        """One thing."""
        return self._things[min(bisect(self._upto, dice.random() * self._upto[-1]), len(self._things) - 1)]


@cache
def _han() -> tuple[_Urn, dict[str, _Urn]]:
    single: list[tuple[str, float]] = []
    after: dict[str, list[tuple[str, float]]] = {}
    for text, count in tables.rows("han_frequency.tsv.gz"):
        if len(text) == 1:
            single.append((text, float(count)))
        elif len(text) == 2:
            after.setdefault(text[0], []).append((text[1], float(count)))
    return _Urn(single), {first: _Urn(followers) for first, followers in after.items()}


@cache
def _letters() -> dict[str, _Urn]:
    after: dict[str, list[tuple[str, float]]] = {}
    for run, cost in tables.rows("latin_runs.tsv.gz"):
        if len(run) == 3 and run[2].isalpha():
            after.setdefault(run[:2], []).append((run[2], 2.0 ** (-int(cost) / 100)))
    return {before: _Urn(followers) for before, followers in after.items()}


@cache
def _words() -> _Urn:
    ranked = sorted(tables.word_ranks().items(), key=lambda pair: pair[1])[:_WORDS_KNOWN]
    return _Urn([(word, 1 / rank**0.7) for word, rank in ranked if len(word) > 2 and word.isalpha()])


def _han_name(dice: random.Random) -> str:
    single, after = _han()
    size = int(_Urn([(str(n), share) for n, share in _LENGTHS]).draw(dice))
    name = single.draw(dice)
    while len(name) < size:
        followers = after.get(name[-1])
        name += followers.draw(dice) if followers and dice.random() < 0.7 else single.draw(dice)
    return name


def _invented_word(dice: random.Random) -> str:
    word, urns = "", _letters()
    for _ in range(dice.randint(4, 9)):
        followers = urns.get(("^^" + word)[-2:])
        if followers is None:
            break
        word += followers.draw(dice)
    return word if len(word) > 2 else _words().draw(dice)


def _latin_name(dice: random.Random) -> str:
    kind = dice.random()
    if kind < 0.6:
        return _invented_word(dice).upper()
    if kind < 0.85:
        return f"{_words().draw(dice)} {_words().draw(dice)}".upper()
    return (_words().draw(dice) + _words().draw(dice)).upper()


def name(dice: random.Random) -> str:
    """One invented name."""
    return _han_name(dice) if dice.random() < HAN_SHARE else _latin_name(dice)


def nice_class(dice: random.Random) -> int:
    """One Nice class by the shares of filings."""
    return int(_classes().draw(dice))


@cache
def _classes() -> _Urn:
    return _Urn([(str(nice), share) for nice, share in sorted(class_shares().items())])


def entries(count: int, seed: int) -> list[WatchEntry]:
    """Watched marks, one in ten of a known brand; ids `e000001`, …"""
    return list(stream(count, seed))


def stream(count: int, seed: int) -> Iterator[WatchEntry]:
    """The same, one after the other."""
    dice = random.Random(f"entries {seed}")
    for number in range(1, count + 1):
        yield WatchEntry(
            id=f"e{number:07d}",
            category="WKM" if dice.random() < _FAMOUS_SHARE else "TM",
            text=name(dice),
            nice_classes=(nice_class(dice),),
            owner=f"虚构权利人{number}",
        )


def filings(count: int, seed: int) -> list[Filing]:
    """Filings that are aimed at nobody."""
    dice = random.Random(f"filings {seed}")
    return [
        Filing(
            source="bench",
            native_id=str(number),
            text=name(dice),
            nice_classes=(nice_class(dice),),
            applicant=f"虚构申请人{number}",
        )
        for number in range(1, count + 1)
    ]
