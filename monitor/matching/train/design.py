"""The shape of each model: which signals are put on the scale of rarity, where curves may bend, what weighs how much."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from monitor.matching.train.examples import Example

DECADES = (0.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0)
YES_NO = (0.0, 1.0)
COVER = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1.0)
SCOPE = {
    "scope": (-1.0, 0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0),  # rarer classes are too few to tell apart
    "scope_step": (0.0, 0.25, 0.5, 1.0),
    "fame": (0.0, 0.25, 0.5, 1.0),
}
TOGETHER = {
    "strongest": DECADES,
    "second": DECADES,
    "strongest_in_scope": (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0),
}


@dataclass(frozen=True)
class Design:
    """One model's shape. `source_weights`: fought, constructed, stream, other."""

    rare: tuple[str, ...]
    plain: dict[str, tuple[float, ...]]
    edges: tuple[int, ...]
    source_weights: dict[str, float]
    ridge: float
    negative_weight: float = 1.0
    together: bool = True
    knots: dict[str, tuple[float, ...]] = field(init=False)

    def __post_init__(self) -> None:
        joint = TOGETHER if self.together and self.rare else {}
        object.__setattr__(self, "knots", {**dict.fromkeys(self.rare, DECADES), **self.plain, **joint})

    @property
    def width(self) -> int:
        """Number of steps of all curves."""
        return sum(len(knots) - 1 for knots in self.knots.values())

    def bucket(self, length: int) -> int:
        """As `model.Table.bucket`."""
        return bisect_right(self.edges, length)

    def weight(self, example: Example) -> float:
        """How much an example counts."""
        weight = self.source_weights[example.source]
        return (
            weight * (1.0 if example.label else self.negative_weight)
            if example.source != "stream"
            else weight
        )


HAN = Design(
    rare=(
        "holds_mark", "inside_mark", "shared_run", "likeness", "same_characters", "mark_cover", "sign_cover",
        "core_cover", "any_order", "sound", "shape", "near_place", "near_place_cover", "near_place_whole",
    ),
    plain={
        "same_text": YES_NO, "whole_words": (-12.0, -6.0, -2.0, 0.0), "first_character": YES_NO, "begins_alike": YES_NO,
        "reordered": YES_NO, "rhythm": YES_NO,
        "weak_rest": (0.0, 0.5, 1.0), "meaning": (0.0, 0.5, 0.8), "far_words": (-1.0, 0.0),
        "weakest_place": (0.0, 0.2, 0.4, 0.6, 0.8, 0.9), "same_count": (0.0, 1.0, 2.0, 3.0, 4.0), "last_character": YES_NO,
        "one_kind": (-1.0, 0.0), "edge_words": (-4.0, -3.0, -2.0, -1.0, 0.0), "part_words": (-12.0, -6.0, -2.0, 0.0),
        "common_run": (-1.0, -0.7, -0.4, 0.0), **SCOPE,
    },
    edges=(2, 3, 4, 5),
    source_weights={"fought": 100.0, "constructed": 30.0, "stream": 1.0},
    ridge=5.0,
    together=False,
)  # fmt: skip

LATIN = Design(
    rare=(
        "holds_words", "begins_with_mark", "holds_letters", "part_of_mark", "shared_words", "mark_words", "sign_words",
        "spelling", "spelling_rarity", "rhythm", "same_beginning", "same_ending", "shared_letters", "shared_letters_cover",
        "letters_in_order", "sound", "sound_rarity", "look", "compound_parts", "core_spelling", "anagram",
    ),
    plain={
        "same_letters": YES_NO, "same_skeleton": YES_NO, "reordered": YES_NO, "acronym": YES_NO,
        "short_letters": (2.0, 4.0, 6.0, 8.0, 10.0, 14.0), **SCOPE,
    },
    edges=(4, 5, 6, 7, 8, 10, 13),
    source_weights={"fought": 20.0, "constructed": 10.0, "stream": 1.0},
    ridge=5.0,
)  # fmt: skip

CROSS = Design(
    rare=(),
    plain={
        "pinyin_whole": (0.0, 0.5, 0.65, 0.75, 0.85, 0.95, 1.0), "pinyin_held": (0.0, 6.0, 10.0, 14.0, 18.0, 24.0),
        "translation": (0.0, 0.4, 0.7, 1.0), "mixed_script": YES_NO, "script_share": (0.0, 0.4, 0.6, 0.8, 1.0), **SCOPE,
    },
    edges=(),
    source_weights={"fought": 30.0, "constructed": 30.0, "stream": 1.0},
    ridge=1.0,
    together=False,
)  # fmt: skip

LISTING = Design(
    rare=(),
    plain={
        "literal": YES_NO, "disguised": (0.0, 0.6, 0.7, 0.8, 0.9, 1.0), "quality": (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
        "rarity": (0.0, 8.0, 12.0, 16.0, 20.0),
        "opens_title": YES_NO, "whole_words": (-12.0, -6.0, -2.0, 0.0),
        "edge_words": (-4.0, -3.0, -2.0, -1.0, 0.0),
        "copy_offer": YES_NO, "accessory": (-1.0, 0.0), "resale": (-1.0, 0.0), "genuine_seller": (-1.0, 0.0),
        "goods": (-1.0, 0.0, 1.0), "goods_word": (-1.0, 0.0), "wholesale": YES_NO, "low_price": YES_NO,
    },
    edges=(),
    source_weights={"fought": 5.0, "constructed": 2.0, "other": 0.02, "stream": 0.02},
    ridge=0.3,
    together=False,
)  # fmt: skip

GI = Design(
    rare=(),
    plain={
        "full_name": YES_NO, "near_name": (0.0, 0.4, 0.6, 0.75, 0.85, 0.95, 1.0), "place_part": (0.0, 0.5, 0.7, 0.9, 1.0),
        "product_part": (0.0, 0.4, 0.7, 0.9, 1.0), "both_parts": (0.0, 0.4, 0.6, 0.8, 0.95, 1.0), "evocation": YES_NO,
        "goods": (0.0, 0.3, 0.5, 1.0), "origin_outside": (0.0, 0.5, 1.0),
        "not_authorised": (-1.0, 0.0), "not_dish": (-1.0, 0.0),
        "not_shop": (-1.0, 0.0), "other_place": (-1.0, 0.0), "pinyin": (0.0, 0.6, 0.8, 1.0),
    },
    edges=(),
    source_weights={"fought": 6.0, "constructed": 3.0, "other": 0.05, "stream": 0.05},
    ridge=0.3,
    together=False,
)  # fmt: skip

DESIGNS = {"han": HAN, "latin": LATIN, "cross": CROSS, "listing": LISTING, "gi": GI}
