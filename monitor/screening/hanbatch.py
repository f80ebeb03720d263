"""The probes of many Chinese texts in one step: the same as `hanprobes.han_probes` and `class_probes` give."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from monitor.matching.rarity import char_bits
from monitor.screening import hankeys, hanprobes
from monitor.screening.hankeys import FAMILY, RARE_BITS, REACH, SPOKEN_MOST, WINDOW_MOST
from monitor.screening.packing import CHAR_BITS, FAMILY_BITS, SYLLABLE_BITS
from monitor.screening.store import Numbers


class Lists(NamedTuple):
    """Lists of numbers, one after the other: list n is `flat[begins[n] : begins[n + 1]]`."""

    flat: Numbers
    begins: Numbers

    def of(self, places: Numbers) -> tuple[Numbers, Numbers]:
        """(for each item the position in `places`, the items) of the lists at places."""
        lengths = self.begins[places + 1] - self.begins[places]
        owner = np.repeat(np.arange(len(places)), lengths)
        first = np.repeat(self.begins[places] - (np.cumsum(lengths) - lengths), lengths)
        return owner, self.flat[first + np.arange(len(owner))]


def lists(rows: Sequence[Sequence[int]]) -> Lists:
    """Rows as lists."""
    begins = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=begins[1:])
    return Lists(np.fromiter(chain.from_iterable(rows), np.int64, int(begins[-1])), begins)


class Batch:
    """Texts shorter than a title, laid end to end."""

    def __init__(self, texts: Sequence[str], classes: Sequence[tuple[int, ...]]) -> None:
        whole = "".join(texts)
        chars = sorted(set(whole))
        place = {char: n for n, char in enumerate(chars)}
        self._chars, self._texts = chars, texts
        self._at = np.array([place[char] for char in whole], dtype=np.int64)
        self._codes = np.array([ord(char) for char in chars], dtype=np.int64)
        self._owner = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
        self._classes = lists(classes)

    def _lists(self, function: Callable[[str], Sequence[int]]) -> Lists:
        return lists([function(char) for char in self._chars])

    def probes(self) -> Iterator[tuple[Numbers, Numbers]]:
        """(places of texts, probes), family by family."""
        codes, owner = self._codes[self._at], self._owner
        rare = np.array([char_bits(char) >= RARE_BITS for char in self._chars])[self._at]
        yield owner[rare], _chars("char", codes[rare])
        yield owner, _chars("lone", codes)
        yield from self._pairs()
        yield from self._sounds()
        yield self._in_class()
        yield self._apart()

    def _pairs(self) -> Iterator[tuple[Numbers, Numbers]]:
        looks, near = self._lists(hankeys.look_alikes), self._lists(hankeys.near_sounds)
        for reach in range(1, REACH + 1):
            at = np.flatnonzero(self._owner[:-reach] == self._owner[reach:])
            first, second, owner = self._at[at], self._at[at + reach], self._owner[at]
            a, b = self._codes[first], self._codes[second]
            yield owner, _pair(a, b)
            for mine, other, kept, side in ((a, second, owner, 0), (b, first, owner, 1)):
                which, codes = looks.of(other)
                yield kept[which], _pair(mine[which], codes)
                which, heard = near.of(other)
                yield kept[which], _chars("heard", mine[which], heard << 1 | side)

    def _sounds(self) -> Iterator[tuple[Numbers, Numbers]]:
        heard = self._lists(hankeys.heard_as)
        for size in range(2, WINDOW_MOST + 1):
            if size > len(self._owner):
                return
            at = np.flatnonzero(self._owner[: len(self._owner) - size + 1] == self._owner[size - 1 :])
            windows = self._at[at[:, None] + np.arange(size)]
            for number in range(SPOKEN_MOST):
                real, ways = _way(heard, windows, number)
                owner = self._owner[at[real]]
                for key in _heard_keys(ways):
                    yield owner, key

    def _in_class(self) -> tuple[Numbers, Numbers]:
        once = np.unique(self._owner * len(self._chars) + self._at)
        owner, char = np.divmod(once, len(self._chars))
        which, codes = self._lists(hankeys.in_class).of(char)
        owner = owner[which]
        again, nice = self._classes.of(owner)
        return owner[again], _chars("class", codes[again], nice)

    def _apart(self) -> tuple[Numbers, Numbers]:
        keys = lists([hanprobes.apart_probes(text) + hanprobes.double_probes(text) for text in self._texts])
        return keys.of(np.arange(len(self._texts)))


def _chars(family: str, *codes: Numbers) -> Numbers:
    body = codes[0] if len(codes) == 1 else codes[0] << CHAR_BITS | codes[1]
    return body | FAMILY[family] << FAMILY_BITS


def _pair(a: Numbers, b: Numbers) -> Numbers:
    return _chars("pair", np.minimum(a, b), np.maximum(a, b))


def _way(heard: Lists, windows: Numbers, number: int) -> tuple[Numbers, Numbers]:
    """The windows that have a reading of that number, and its syllables; the last character varies first."""
    counts = heard.begins[windows + 1] - heard.begins[windows]
    rest = np.full(len(windows), number)
    syllables = np.empty_like(windows)
    for place in range(windows.shape[1] - 1, -1, -1):
        rest, chosen = np.divmod(rest, counts[:, place])
        syllables[:, place] = heard.flat[heard.begins[windows[:, place]] + chosen]
    real = np.flatnonzero(rest == 0)
    return real, syllables[real]


def _heard_keys(ways: Numbers) -> Iterator[Numbers]:
    size = ways.shape[1]
    if size == 2:
        yield _syllables("whole", ways, 0)
    if size == 3:
        yield _syllables("three", ways, 0)
    if size < WINDOW_MOST:
        yield _syllables("lacking", ways, size + 1)
    for left_out in range(size if size >= 3 else 0):
        yield _syllables("lacking", np.delete(ways, left_out, axis=1), size)


def _syllables(family: str, ways: Numbers, mark: int) -> Numbers:
    body = np.full(len(ways), mark)
    for place in range(ways.shape[1]):
        body = body << SYLLABLE_BITS | ways[:, place]
    return body | FAMILY[family] << FAMILY_BITS
