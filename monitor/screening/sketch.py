"""The few bytes of a mark that a first look at it needs: enough to rule most candidates out unread."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from monitor.matching.model import class_shares, table
from monitor.matching.prepare import Mark, Sign
from monitor.matching.rarity import char_bits
from monitor.matching.scope import STEPS, bits, relation
from monitor.matching.score import is_coined
from monitor.matching.weak import weak_mask
from monitor.screening.alike import BIT, ids

WIDTH = 6  # characters; a longer mark is always read
WEAK = 0.3  # as in monitor.matching.han
OPEN, HAN = 0, 1

SKETCH = np.dtype(
    [
        ("kind", "u1"),  # OPEN: always read; HAN: one form, Han characters only
        ("length", "u1"),
        ("bucket", "u1"),  # of lengths, in the learned table
        ("coined", "u1"),
        ("classes", "<u8"),  # bit n: Nice class n
        ("same", "<f4"),  # scope bits where the goods are of the same class
        ("related", "<f4"),
        ("ids", "<u2", WIDTH),
        ("codes", "<u4", WIDTH),
        ("weights", "u1", WIDTH),  # eighths of a bit, weak words counting less; rounded up
        ("shares", "u1", WIDTH),  # hundredths of its own bits that a character counts with
    ]
)
Sketches = NDArray[np.void]


def class_bits(classes: tuple[int, ...]) -> int:
    """Nice classes as the bits of one number."""
    return sum(1 << nice for nice in set(classes) if 0 < nice < 64)


def _eighths(value: float) -> int:
    return min(255, int(np.ceil(value * BIT)))


def sketch_of(mark: Mark) -> bytes:
    """The sketch of a mark; one of another kind than a plain Han mark is left open."""
    found = np.zeros(1, dtype=SKETCH)
    form, entry = mark.main, mark.entry
    units = form.units
    plain = units and not form.letters and len(mark.forms) == 1 and len(units) <= WIDTH
    if plain and entry.category != "GI" and not entry.similar_groups:
        mask = weak_mask(units, entry.nice_classes)
        row = found[0]
        row["kind"], row["length"] = HAN, len(units)
        row["bucket"] = table("han").bucket(len(units))
        row["coined"] = is_coined(mark)
        row["classes"] = class_bits(entry.nice_classes)
        row["same"] = bits("same class", entry.nice_classes, class_shares())
        row["related"] = bits("related", entry.nice_classes, class_shares())
        row["ids"] = ids(units, WIDTH)
        shares = [WEAK if weak else 1.0 for weak in mask]
        for place, (char, share) in enumerate(zip(units, shares, strict=True)):
            row["codes"][place] = ord(char)
            row["weights"][place] = _eighths(char_bits(char) * share)
            row["shares"][place] = int(100 * share)
    return found.tobytes()


def relations(sketches: Sketches, sign: Sign) -> NDArray[np.int8]:
    """Per mark the nearest relation of the goods: 3 same class, 2 related, 1 unknown, 0 other."""
    theirs = sign.record.nice_classes
    own = sketches["classes"]
    if not theirs:
        return np.ones(len(sketches), dtype=np.int8)
    near = class_bits(tuple(nice for nice in range(1, 46) if relation((nice,), theirs) == "related"))
    found = np.where(own & np.uint64(near) != 0, 2, 0).astype(np.int8)
    found[own & np.uint64(class_bits(theirs)) != 0] = 3
    found[own == 0] = 1
    return found


STEP = np.array([STEPS["other"], STEPS["unknown"], STEPS["related"], STEPS["same class"]])
