"""Builds `tables/components.tsv.gz`: the parts of each character, and the ways to write it apart."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from monitor.matching.build.ids import Decompositions
from monitor.matching.build.sources import Mojidata, hand_pairs, write_lines
from monitor.matching.fold import fold

_APART = frozenset("⿰⿱⿲⿳")  # only parts beside or above each other read as separate characters
_MOST_FORMS, _LONGEST = 8, 4


class Speller:
    """Writes characters apart with parts that a keyboard has."""

    def __init__(self, source: Mojidata, trees: Decompositions) -> None:
        self.trees = trees
        self.writable = set(source.standard())
        self.spoken: dict[str, list[str]] = {}
        for part, name in hand_pairs("spoken_parts.tsv"):
            self.spoken.setdefault(part, []).append(fold(name))

    def names(self, part: str) -> list[str]:
        """The characters that can be written for one part; empty where there is none."""
        own = [fold(part)] if part in self.writable or fold(part) in self.writable else []
        plain = fold(self.trees.plain(part))
        full = [plain] if plain in self.writable and not own else []
        return list(dict.fromkeys([*self.spoken.get(part, ()), *own, *full]))

    def forms(self, char: str, depth: int = 2) -> Iterator[str]:
        """Written-apart strings, the plainest first; parts that no keyboard has are taken apart further."""
        tree = self.trees.tree(char)
        if tree.sign not in _APART:
            return
        choices = [self.names(part) for part in tree.parts]
        yield from ("".join(pick) for pick in product(*choices))
        if depth:
            deeper = [
                [*names, *self.forms(part, depth - 1)]
                for names, part in zip(choices, tree.parts, strict=True)
            ]
            yield from ("".join(pick) for pick in product(*deeper))


def forms(speller: Speller, char: str) -> list[str]:
    """At most eight different strings of two to four characters."""
    fitting = (form for form in speller.forms(char) if 2 <= len(form) <= _LONGEST and char not in form)
    return list(islice(dict.fromkeys(fitting), _MOST_FORMS))


def build(source: Mojidata) -> None:
    """One line a character that has parts: `character TAB parts TAB forms`."""
    trees = Decompositions(source)
    speller = Speller(source, trees)
    standard = speller.writable
    lines = []
    for char in sorted(standard | {chr(code) for code in range(0x4E00, 0xA000)}):
        parts = [trees.plain(p) for p in trees.tree(char).parts if len(p) == 1]
        written = forms(speller, char) if char in standard else []
        if parts:
            lines.append(f"{char}\t{''.join(parts)}\t{' '.join(written)}")
    write_lines("components.tsv.gz", lines)
