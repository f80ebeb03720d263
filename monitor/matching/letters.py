"""Tells which Latin letters and digits look alike, one by one and as the skeleton of a whole word."""

from __future__ import annotations

import math
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

# Two drawn as one (small letters), then single signs; the order matters: pairs before i and l become one.
_DRAWN_TOGETHER = (("vv", "w"), ("uu", "w"), ("rn", "m"), ("cl", "d"), ("13", "b"), ("iii", "m"))
_SINGLE = str.maketrans(
    {
        "0": "o", "q": "o", "1": "l", "i": "l", "j": "l", "2": "z", "3": "e", "4": "a",
        "5": "s", "6": "b", "7": "t", "8": "b", "9": "g", "u": "v", "y": "v",
    }
)  # fmt: skip

# Likeness of capital or small forms, each group once; letters of one skeleton class count 0.9 anyway.
_ALIKE = {
    0.8: "co eo cg oq od 0d ce ef mn hn pr bd vy vw kx il lt ij nu nh g9 gq pq b6 ss s8 58 s5 b8 b3 z7 17",
    0.65: "bp bh dp ft fp hk kr mw nr oa ae uv xy wm tf tl a4 ao cq g6 s3 z2 ls qp db jl gy hm ec pf rk oc",
}
_PAIRS = {frozenset(pair): value for value, pairs in reversed(_ALIKE.items()) for pair in pairs.split()}


_MOST_LETTERS = 80  # longer words are compared up to here


@lru_cache(maxsize=8192)
def skeleton(word: str) -> str:
    """One form for all spellings that look the same in some typeface: HUAWEl, HUAVVEI. Not for display."""
    drawn = word.casefold()
    for pair, single in _DRAWN_TOGETHER:
        drawn = drawn.replace(pair, single)
    return drawn.translate(_SINGLE).replace("vv", "w")


def letter_similarity(a: str, b: str) -> float:
    """0 to 1 between two single small letters or digits, for the likeness of either case."""
    if a == b:
        return 1.0
    if a.translate(_SINGLE) == b.translate(_SINGLE):
        return 0.9
    return _PAIRS.get(frozenset((a, b)), 0.0)


class _Likes(dict[str, dict[str, float]]):
    """For a letter, the likeness of every letter that is at all alike; the letter itself is."""

    def __missing__(self, letter: str) -> dict[str, float]:
        alike = {other: letter_similarity(letter, other) for other in (*LETTERS, letter)}
        found = self[letter] = {other: value for other, value in alike.items() if value}
        return found


LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_LIKES = _Likes()


@lru_cache(maxsize=16384)
def look_ratio(a: str, b: str) -> float:
    """0 to 1: how alike two words look, letter by letter; a look-alike letter costs less than another one."""
    a, b = a[:_MOST_LETTERS], b[:_MOST_LETTERS]
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    return max(0.0, 1.0 - _cost(a, b) / max(len(a), len(b)))


def _cost(a: str, b: str) -> float:
    """The least cost of changing `a` into `b`. Shifts that alone cost more than a plain edit are left out."""
    most, longer = Levenshtein.distance(a, b), len(b) - len(a)
    left_by, right_by = (most - longer) // 2, (most + longer) // 2
    costs = [float(j) if j <= right_by else math.inf for j in range(len(b) + 1)]
    for i, letter in enumerate(a, 1):
        alike = _LIKES[letter].get
        start = max(1, i - left_by)
        diagonal = costs[start - 1]
        costs[start - 1] = before = float(i) if i <= left_by else math.inf
        for j in range(start, min(len(b), i + right_by) + 1):
            above = costs[j]
            best = diagonal + 1.0 - alike(b[j - 1], 0.0)
            if above + 1.0 < best:
                best = above + 1.0
            if before + 1.0 < best:
                best = before + 1.0
            diagonal = above
            costs[j] = before = best
    return costs[-1]
