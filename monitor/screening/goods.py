"""How near the goods of very many marks and signs are: the signals of context as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crawlers.records import Filing
from monitor.matching.prepare import Sign
from monitor.matching.scope import STEPS, relation
from monitor.matching.score import HELD_WHOLE
from monitor.screening.sketch import GROUPS, Sketches, class_bits

Floats = NDArray[np.floating[Any]]
Places = NDArray[np.intp]
_STEP = np.array([STEPS["other"], STEPS["unknown"], STEPS["related"], STEPS["same class"]], dtype=np.float32)


@lru_cache(maxsize=4096)
def _bits(classes: tuple[int, ...]) -> tuple[int, int]:
    """The classes, and those related to them."""
    near = class_bits(tuple(nice for nice in range(1, 46) if relation((nice,), classes) == "related"))
    return class_bits(classes), near


def part(values: dict[str, Floats], places: Places) -> dict[str, Floats]:
    """The values of some pairs."""
    return {name: value[places] for name, value in values.items()}


def context(signs: Sequence[Sign], askers: Places, marks: Sketches) -> dict[str, Floats]:
    """The values of `scope`, `scope_step` and `fame` of each pair (`signs[askers[n]]`, `marks[n]`)."""
    records = [sign.record for sign in signs]
    both = np.array([_bits(record.nice_classes) for record in records], dtype=np.uint64).reshape(-1, 2)
    theirs, near = both[askers].T
    grouped = np.array([isinstance(r, Filing) and bool(r.similar_groups or r.goods) for r in records])[askers]
    own = marks["classes"]
    kind = np.where(own & near != 0, 2, 0)
    kind[own & theirs != 0] = 3
    kind[(own == 0) | (theirs == 0)] = 1
    kind[grouped & (marks["groups"] & GROUPS != 0)] = 3
    bits = np.choose(kind, [np.float32(-1), np.float32(0), marks["related"], marks["same"]])
    step = _STEP[kind]
    return {"scope": bits, "scope_step": step, "fame": np.maximum(step, marks["coined"])}


def across_classes(goods: dict[str, Floats], marks: Sketches, held: NDArray[np.bool_]) -> dict[str, Floats]:
    """The goods of a coined mark that stands whole in the sign count as related at least (see the matcher)."""
    near = held & (marks["coined"] > 0) & (marks["length"] >= HELD_WHOLE)
    related = np.float32(STEPS["related"])
    return goods | {
        "scope": np.where(near, np.maximum(goods["scope"], marks["related"]), goods["scope"]),
        "scope_step": np.where(near, np.maximum(goods["scope_step"], related), goods["scope_step"]),
    }
