"""Signal `han.same_count`."""

from monitor.matching.pair import Pair


def same_count(pair: Pair) -> float:
    """有若干个字依序完全相同。"""
    return float(pair.han.same_count)
