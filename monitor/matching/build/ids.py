"""Reads ideographic description sequences into trees, radical variants as one part (source 2 of glyphs)."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from monitor.matching.build.sources import Mojidata, hand_pairs

ARITY = dict.fromkeys("⿰⿱⿴⿵⿶⿷⿸⿹⿺⿻⿼⿽", 2) | dict.fromkeys("⿲⿳", 3) | dict.fromkeys("⿾⿿", 1)
_TOKEN = re.compile(r"\{\d+\}|.", re.DOTALL)
# Which regional drawing to prefer: mainland first.
_REGIONS = "GHTJKPV"


class Tree(NamedTuple):
    """One character: its structure sign (empty for a stroke or unanalysed part) and its parts in order."""

    sign: str
    parts: tuple[str, ...]


def _parse(tokens: list[str], at: int) -> tuple[list[object] | str, int]:
    token = tokens[at]
    if token not in ARITY:
        return token, at + 1
    node: list[object] = [token]
    at += 1
    for _ in range(ARITY[token]):
        part, at = _parse(tokens, at)
        node.append(part)
    return node, at


class Decompositions:
    """Trees of all characters; a nested part without a character of its own is named by its own sequence."""

    def __init__(self, source: Mojidata) -> None:
        self.sequences = source.decompositions()
        self.nested: dict[str, str] = {}
        self.same = dict(hand_pairs("radicals.tsv"))

    @cache  # noqa: B019 (one object lives for the whole build)
    def tree(self, char: str) -> Tree:
        """The tree of one character or nested sequence in its mainland drawing."""
        sequence = char if len(char) > 1 else self._chosen(char)
        tokens = _TOKEN.findall(sequence)
        if not tokens or tokens[0] not in ARITY:
            return Tree("", ())
        try:
            node, end = _parse(tokens, 0)
        except IndexError:
            return Tree("", ())
        if end != len(tokens) or isinstance(node, str):
            return Tree("", ())
        return Tree(str(node[0]), tuple(_flat(part) for part in node[1:]))

    def _chosen(self, char: str) -> str:
        found = self.sequences.get(char, [])
        ranked = sorted(found, key=lambda pair: min((_REGIONS.find(r) % 99 for r in pair[0]), default=99))
        return ranked[0][1] if ranked else char

    def plain(self, part: str) -> str:
        """A part with radical variants as the full character: 氵 → 水."""
        return self.same.get(part, part)


def _flat(part: object) -> str:
    if isinstance(part, str):
        return part
    assert isinstance(part, list)
    return str(part[0]) + "".join(_flat(p) for p in part[1:])
