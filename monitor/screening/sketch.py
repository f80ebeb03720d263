"""The few bytes of a mark that a first look at it needs: enough to rule most candidates out unread.

A sketch has one fixed size, so that a store keeps all of them in one block. A row of zeros says nothing
about its mark, which is then always read.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from monitor.matching.crosspair import spellings
from monitor.matching.hanparts import repeats
from monitor.matching.latinside import core_of, parts_of
from monitor.matching.model import class_shares
from monitor.matching.prepare import Form, Mark
from monitor.matching.rarity import letters_bits, pair_bits
from monitor.matching.scope import bits
from monitor.matching.score import is_coined
from monitor.matching.weak import weak_mask, weak_words
from monitor.screening.characters import all_known, ids
from monitor.screening.letterpairs import rough
from monitor.screening.store import HEAD

WIDTH = 8  # characters; a longer mark is always read
OPEN, HAN, LATIN = 0, 1, 2
GROUPS, OWN_GOODS = 1, 2
_MOST_LETTERS = 36  # with the spaces between words
_HEARD = 28

SKETCH = np.dtype(
    {
        "names": [
            "kind",  # OPEN: always read; HAN, LATIN: one form of that script alone
            "length",
            "coined",
            "groups",  # what else is named: GROUPS, OWN_GOODS
            "weak",  # bit n: character n is weak in the mark's classes
            "classes",  # bit n: Nice class n
            "same",  # scope bits where the goods are of the same class
            "related",
            "ids",
            "pairs",  # bits of each character with the next
            "rhythm",  # where characters come again; 0: nowhere
            "words",  # of a LATIN mark, in the place of the three before
            "bits",  # of its letters without weak words
            "divides",  # whether a word of a LATIN mark is a compound
            "ways",  # in how many ways a HAN mark is spelt
            "spelt",  # the first of them; of a LATIN mark its letters
            "heard",  # how that sounds, roughly
        ],
        "formats": ["u1", "u1", "u1", "u1", "u1", "<u8", "<f4", "<f4", f"({WIDTH},)<u2"]
        + [
            f"({WIDTH - 1},)<f2",
            "<u4",
            f"S{_MOST_LETTERS}",
            "<f4",
            "u1",
            "u1",
            f"S{_MOST_LETTERS}",
            f"S{_HEARD}",
        ],
        "offsets": [0, 1, 2, 3, 4, 8, 16, 20, 24, 40, 56, 24, 60, 6, 5, 64, 100],
        "itemsize": HEAD,
    }
)
Sketches = NDArray[np.void]


def class_bits(classes: tuple[int, ...]) -> int:
    """Nice classes as the bits of one number."""
    return sum(1 << nice for nice in set(classes) if 0 < nice < 64)


@lru_cache(maxsize=4096)
def classes_of(held: int) -> tuple[int, ...]:
    """The Nice classes of such a number."""
    return tuple(nice for nice in range(64) if held >> nice & 1)


def rhythm(units: str) -> int:
    """Where a text repeats a character, as one number; 0 where it does not, or is too short to have one."""
    places = repeats(units)
    if not 2 < len(units) <= WIDTH or places == tuple(range(len(units))):
        return 0
    return sum(at << 4 * n for n, at in enumerate(places))


def is_latin(form: Form) -> bool:
    """Whether a form is of Latin words alone, and not too long for a sketch."""
    return (
        bool(form.letters)
        and not form.units
        and form.letters.isascii()
        and len(" ".join(form.words)) < _MOST_LETTERS
    )


def is_han(form: Form, width: int) -> bool:
    """Whether a form is of at most `width` listed Han characters alone."""
    return bool(form.units) and not form.letters and len(form.units) <= width and all_known(form.units)


def sketch_of(mark: Mark) -> bytes:
    """The sketch of a mark; one with several forms is left open, as is a geographical indication."""
    return sketch_form(mark, mark.main) if len(mark.forms) == 1 else bytes(SKETCH.itemsize)


def sketch_form(mark: Mark, form: Form) -> bytes:
    """The sketch of one form of a mark."""
    found = np.zeros(1, dtype=SKETCH)
    entry, row = mark.entry, found[0]
    if entry.category == "GI":
        return found.tobytes()
    if is_han(form, WIDTH):
        _han(row, form.units, entry.nice_classes)
    elif is_latin(form):
        row["kind"], row["length"] = LATIN, min(255, len(form.letters))
        row["words"] = " ".join(form.words).encode()
        row["divides"] = divides(form.words)
        row["spelt"], row["heard"] = form.letters.encode(), rough(form.letters).encode()
        weak = weak_words("latin", entry.nice_classes)
        row["bits"] = letters_bits("".join(core_of(form.words, weak))) + 0.01
    else:
        return found.tobytes()
    row["coined"] = is_coined(mark)
    row["groups"] = GROUPS * bool(entry.similar_groups or entry.goods) | OWN_GOODS * bool(entry.goods)
    row["classes"] = class_bits(entry.nice_classes)
    row["same"], row["related"] = _scope_bits(entry.nice_classes)
    return found.tobytes()


@lru_cache(maxsize=4096)
def divides(words: tuple[str, ...]) -> bool:
    """Whether a word is a compound of others."""
    return len(parts_of(words)) > len(words)


@lru_cache(maxsize=4096)
def _scope_bits(classes: tuple[int, ...]) -> tuple[float, float]:
    return bits("same class", classes, class_shares()), bits("related", classes, class_shares())


def _han(row: np.void, units: str, classes: tuple[int, ...]) -> None:
    row["kind"], row["length"] = HAN, len(units)
    row["ids"] = ids(units, WIDTH)
    row["weak"] = sum(1 << n for n, weak in enumerate(weak_mask(units, classes)) if weak)
    row["rhythm"] = rhythm(units)
    row["pairs"][: len(units) - 1] = [pair_bits(units[n : n + 2]) + 0.01 for n in range(len(units) - 1)]
    ways = [way for way in spellings(units) if len(way) <= _MOST_LETTERS]
    row["ways"] = len(ways)
    if ways:
        row["spelt"], row["heard"] = ways[0].encode(), rough(ways[0]).encode()
