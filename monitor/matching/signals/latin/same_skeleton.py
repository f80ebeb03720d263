"""Signal `latin.same_skeleton`."""

from monitor.matching.pair import Pair


def same_skeleton(pair: Pair) -> float:
    """字母外形相同（如 0 与 O、VV 与 W）。"""
    return float(pair.latin.same_skeleton)
