"""Signal `han.reordered`."""

from monitor.matching.pair import Pair


def reordered(pair: Pair) -> float:
    """字相同而次序不同。"""
    return pair.han.reordered
