"""Signal `gi.other_place`."""

from monitor.matching.pair import Pair


def other_place(pair: Pair) -> float:
    """写明的是另一产区的名称（减分）。"""
    return -float(pair.gi.other)
