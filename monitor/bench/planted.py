"""Aims filings at watched marks, one way of imitation each, so that recall can be told by family.

Look-alikes are drawn from shared parts of characters, not from the table of look-alikes that the keys
expand: a test planted from the index's own list would only show that a list equals itself.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache

from crawlers.records import Filing
from monitor.bench.names import name
from monitor.matching import components, readings, tables
from monitor.matching.fold import han
from monitor.matching.pool import pinyin_letters
from watchlists.entries import WatchEntry

Way = Callable[[str, random.Random], str]


@cache
def _common() -> tuple[str, ...]:
    counted = [(text, int(n)) for text, n in tables.rows("han_frequency.tsv.gz") if len(text) == 1]
    return tuple(char for char, n in sorted(counted, key=lambda pair: (-pair[1], pair[0]))[:4000])


@cache
def _by_syllable() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for char in _common():
        for sound in readings.readings(char)[:1]:
            found.setdefault(sound, []).append(char)
    return found


@cache
def _by_part() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for char in _common():
        for part in components.components(char)[1:]:
            found.setdefault(part, []).append(char)
    return found


def _other(options: Sequence[str], char: str, dice: random.Random) -> str:
    left = [option for option in options if option != char]
    return dice.choice(left) if left else char


def _homophone(char: str, dice: random.Random) -> str:
    return _other([c for s in readings.readings(char)[:1] for c in _by_syllable().get(s, ())], char, dice)


def _look_alike(char: str, dice: random.Random) -> str:
    return _other([c for p in components.components(char)[1:] for c in _by_part().get(p, ())], char, dice)


def _one(change: Callable[[str, random.Random], str]) -> Way:
    def way(text: str, dice: random.Random) -> str:
        place = dice.randrange(len(text))
        return text[:place] + change(text[place], dice) + text[place + 1 :]

    return way


def _reordered(text: str, dice: random.Random) -> str:
    chars = list(text)
    while len(set(chars)) > 1 and "".join(chars) == text:
        dice.shuffle(chars)
    return "".join(chars)


def _edited(text: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(text))
    letter = dice.choice("ABCDEFGHIKLMNOPRSTUVY")
    return dice.choice((text[:place], text[:place] + letter)) + text[place + dice.randrange(2) :]


_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "I", "S": "5", "B": "8", "M": "RN", "W": "VV", "E": "3"})

HAN_WAYS: dict[str, Way] = {
    "identical": lambda text, dice: text,
    "one homophone": _one(_homophone),
    "all homophones": lambda text, dice: "".join(_homophone(char, dice) for char in text),
    "one look-alike": _one(_look_alike),
    "one other": _one(lambda char, dice: dice.choice(_common()[:1500])),
    "prefix": lambda text, dice: "".join(dice.sample(_common()[:300], 2)) + text,
    "suffix": lambda text, dice: text + "".join(dice.sample(_common()[:300], 2)),
    "reordered": _reordered,
    "cut short": lambda text, dice: text[:-1] if len(text) > 2 else text,
    "infix": lambda text, dice: text[:1] + dice.choice(_common()[:300]) + text[1:],
    "pinyin": lambda text, dice: "".join(pinyin_letters(text)).upper() or text,
}
LATIN_WAYS: dict[str, Way] = {
    "identical": lambda text, dice: text,
    "one letter": _edited,
    "two letters": lambda text, dice: _edited(_edited(text, dice), dice),
    "confusable": lambda text, dice: text.translate(_CONFUSED),
    "word added": lambda text, dice: f"{text} {dice.choice(('GARDEN', 'PRIME', 'STUDIO', 'NORTH', 'VITAL'))}",
    "part kept": lambda text, dice: f"{text.split()[0]} {name(random.Random(dice.random()))}",
}


def planted(entries: Sequence[WatchEntry], count: int, seed: int) -> list[tuple[str, str, Filing]]:
    """(way, id of the entry aimed at, filing) in the entry's own class, the ways in turn."""
    dice = random.Random(f"planted {seed}")
    found = []
    for number in range(count):
        entry = dice.choice(entries)
        ways = HAN_WAYS if len(han(entry.text)) > 1 else LATIN_WAYS
        way = list(ways)[number % len(ways)]
        kind = "han" if ways is HAN_WAYS else "latin"
        filing = Filing(
            source="planted",
            native_id=f"{seed}-{number}",
            text=ways[way](entry.text, dice),
            nice_classes=entry.nice_classes,
            applicant=f"虚构申请人{number}",
        )
        found.append((f"{kind}: {way}", entry.id, filing))
    return found
