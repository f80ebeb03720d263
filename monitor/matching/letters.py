"""Tells which Latin letters and digits look alike, one by one and as the skeleton of a whole word."""

from __future__ import annotations

from functools import lru_cache

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


@lru_cache(maxsize=50_000)
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


@lru_cache(maxsize=50_000)
def look_ratio(a: str, b: str) -> float:
    """0 to 1: how alike two words look, letter by letter; a look-alike letter costs less than another one."""
    a, b = a[:_MOST_LETTERS], b[:_MOST_LETTERS]
    if not a or not b:
        return 0.0
    costs = [float(j) for j in range(len(b) + 1)]
    for i, letter in enumerate(a, 1):
        diagonal, costs[0] = costs[0], float(i)
        for j, other in enumerate(b, 1):
            changed = diagonal + 1.0 - letter_similarity(letter, other)
            diagonal, costs[j] = costs[j], min(changed, costs[j] + 1.0, costs[j - 1] + 1.0)
    return max(0.0, 1.0 - costs[-1] / max(len(a), len(b)))
