"""Signal `gi.other_place`."""

from monitor.matching.pair import Pair


def other_place(pair: Pair) -> float:
    """未写明另一产区的名称。"""
    return -float(pair.gi.other)
