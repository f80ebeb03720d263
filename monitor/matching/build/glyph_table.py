"""Builds `tables/glyphs.tsv.gz`: for each character its look-alikes of the standard set, with a calibrated score.

Three sources each rank all candidate pairs. A rank is expressed as *company*: how many neighbours
the average standard character has at that rank. The companies add up like parallel resistors,
so that a pair which is near in one source is near, and nearer if others agree. Score 0.75 is drawn
where the average standard character has `LINE` neighbours.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from monitor.matching.build.four_corner import Corners
from monitor.matching.build.glyph_raster import (
    FACES,
    SHARP,
    SOFT,
    Rows,
    drawable,
    nearest,
    pictures,
    shifted_likeness,
)
from monitor.matching.build.shape_trees import Shapes
from monitor.matching.build.sources import Mojidata, write_lines
from monitor.matching.fold import fold

LINE = 18.0  # neighbours of an average standard character at score 0.75
FAR = 45.0  # and at 0.50, where the table ends
SLOPE = 0.049  # score above the line for each factor e fewer neighbours
CORNER_WEIGHT = 0.2
OTHER_FORM = 0.06  # taken off when two characters are alike in their traditional forms only
SPOOFING = 0.90  # Unicode itself lists the pair as one that deceives
PICTURES_NEAR, PICTURE_LEAST = 50, 0.35
PART_SHARE, PAIR_SHARE, MOST_SHARERS = 0.34, 0.42, 600

Values = NDArray[np.float64]


class Universe(NamedTuple):
    """All characters with a row: first the standard ones, then traditional forms, then others."""

    chars: list[str]
    standard: int
    traditional: int

    def wanted(self, left: Rows, right: Rows) -> NDArray[np.bool_]:
        """Pairs to be judged: standard and traditional ones with each other, others with standard ones only."""
        forms = self.standard + self.traditional
        return (right < forms) | (left < self.standard)


def universe(source: Mojidata) -> Universe:
    """The 8,105, the traditional and variant forms that fold to them, and the rest of the common block."""
    drawn = drawable()
    standard = [c for c in source.standard() if c in drawn and fold(c) == c]
    known = set(standard)
    block = [chr(c) for c in range(0x4E00, 0xA000) if chr(c) in drawn and chr(c) not in known]
    traditional = {c: fold(c) for c in block if fold(c) in known}
    annex = {form for _, form in source.annex()}
    forms = sorted(c for c in traditional if c in annex)
    others = sorted(c for c in block if c not in traditional and len(fold(c)) == 1)
    return Universe(standard + forms + others, len(standard), len(forms))


def _pairs(rows: Iterable[int]) -> Iterable[tuple[int, int]]:
    ordered = sorted(rows)
    return ((a, b) for at, b in enumerate(ordered) for a in ordered[:at])


def candidates(all_chars: Universe, shapes: Shapes, corners: Corners) -> tuple[Rows, Rows]:
    """Pairs worth judging from each source: near pictures, a large shared part, equal corners."""
    chars = all_chars.chars
    found: set[tuple[int, int]] = set()
    for blur in (SHARP, SOFT, 2.5):
        for row, others in nearest([pictures(chars, f, blur) for f in FACES], PICTURES_NEAR, PICTURE_LEAST):
            found.update((min(row, int(o)), max(row, int(o))) for o in others)
    sharers: dict[str, list[int]] = defaultdict(list)
    alike: dict[str, list[int]] = defaultdict(list)
    strokes = [shapes.strokes(c) for c in chars]
    for row, char in enumerate(chars):
        for part, count in shapes.parts[char].items():
            if count >= 2 and count >= PART_SHARE * strokes[row]:
                sharers[part].append(row)
        for code in corners.codes.get(char, ()):
            alike[code[:4]].append(row)
    for part, rows in sharers.items():
        size = shapes.strokes(part)
        if len(rows) <= MOST_SHARERS:
            found.update(p for p in _pairs(rows) if 2 * size >= PAIR_SHARE * (strokes[p[0]] + strokes[p[1]]))
    for rows in alike.values():
        found.update(p for p in _pairs(rows) if abs(strokes[p[0]] - strokes[p[1]]) <= 3)
    both = np.array(sorted(found), np.int32)
    left, right = both[:, 0], both[:, 1]
    keep = all_chars.wanted(left, right)
    return left[keep], right[keep]


def company(values: Values, judged: NDArray[np.bool_], size: int) -> Values:
    """Neighbours per standard character at each value, counted among standard pairs (`judged`)."""
    rounded = np.round(values, 4)
    ranked = np.sort(rounded[judged])
    above = len(ranked) - np.searchsorted(ranked, rounded, side="left")
    return 2 * np.maximum(above, 1) / size


def source_values(
    all_chars: Universe, shapes: Shapes, corners: Corners, left: Rows, right: Rows
) -> list[Values]:
    """What the sources say of each pair: picture, tree, shared part, corners. Higher is nearer.

    Few strokes and unequal strokes lower a picture's word: blurred, 人 and 天 are nearly one.
    """
    chars = all_chars.chars
    strokes = np.array([shapes.strokes(c) for c in chars], np.float64)
    fewer, more = np.minimum(strokes[left], strokes[right]), np.maximum(strokes[left], strokes[right])
    unequal, simple = 1 - fewer / more, np.maximum(0, (8 - fewer) / 8)
    named = [(chars[a], chars[b]) for a, b in zip(left, right, strict=True)]
    corner = np.array([corners.agreement(a, b) for a, b in named])
    tree = np.array([shapes.likeness(a, b) for a, b in named])
    part = np.array([shapes.shared(a, b) for a, b in named])
    picture = shifted_likeness([pictures(chars, f, SHARP) for f in FACES], left, right).astype(np.float64)
    seen = picture - 0.3 * np.maximum(0, unequal - 0.12) - 0.2 * simple + 0.02 * (corner - 2.5)
    cornered = corner + 2 * np.maximum(picture, 0) + tree - unequal
    return [seen, tree - 0.2 * simple, part, cornered]


def score(companies: Values) -> Values:
    """0.5 to 0.99: above the line a step for each halving of company, below it falling fast."""
    above = 0.75 + SLOPE * np.log(LINE / companies)
    below = 0.75 - 0.25 * np.log(companies / LINE) / math.log(FAR / LINE)
    return np.where(companies <= LINE, np.minimum(above, 0.99), below)


def scored_pairs(source: Mojidata) -> dict[tuple[str, str], float]:
    """{(folded character, folded character): score} for every pair at 0.5 or more, in code point order."""
    all_chars = universe(source)
    shapes = Shapes(source, all_chars.chars, all_chars.chars[: all_chars.standard])
    corners = Corners(source)
    left, right = candidates(all_chars, shapes, corners)
    judged = (left < all_chars.standard) & (right < all_chars.standard)
    values = source_values(all_chars, shapes, corners, left, right)
    picture, tree, part, corner = (company(v, judged, all_chars.standard) for v in values)
    strength = 1 / picture + 1 / tree + 1 / part + CORNER_WEIGHT / corner
    joined = company(strength, judged, all_chars.standard)
    found: dict[tuple[str, str], float] = defaultdict(float)
    for a, b, value in zip(left, right, score(joined), strict=True):
        form = max(a, b)
        other_form = all_chars.standard <= form < all_chars.standard + all_chars.traditional
        keep_pair(found, all_chars.chars[a], all_chars.chars[b], float(value) - OTHER_FORM * other_form)
    for char, listed in source.column("kSpoofingVariant").items():
        for code in listed.split():
            keep_pair(found, char, chr(int(code[2:].split("<")[0], 16)), SPOOFING)
    return dict(sorted(found.items()))


def keep_pair(found: dict[tuple[str, str], float], a: str, b: str, value: float) -> None:
    """Remember the highest value of a pair under its folded characters; drop what is too low or the same."""
    fold_a, fold_b = sorted((fold(a), fold(b)))
    if value >= 0.5 and fold_a != fold_b and len(fold_a) == len(fold_b) == 1:
        found[fold_a, fold_b] = max(found[fold_a, fold_b], value)


def build(source: Mojidata) -> None:
    """One line a character: itself, its look-alikes, two digits of score for each; the nearest first."""
    standard = set(source.standard())
    rows: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for (a, b), value in scored_pairs(source).items():
        digits = int(value * 100)
        for char, other in ((a, b), (b, a)):
            # Others than standard characters stand in their own row only: no probe goes out for them.
            if other in standard:
                rows[char].append((-digits, other))
    lines = []
    for char in sorted(rows):
        nearest_first = sorted(rows[char])
        others = "".join(other for _, other in nearest_first)
        lines.append(f"{char}\t{others}\t{''.join(f'{-digits:02d}' for digits, _ in nearest_first)}")
    write_lines("glyphs.tsv.gz", lines)
