"""Signal `latin.same_letters`."""

from monitor.matching.pair import Pair


def same_letters(pair: Pair) -> float:
    """字母完全相同（“{mark}”）。"""
    return float(pair.latin.same_letters)
