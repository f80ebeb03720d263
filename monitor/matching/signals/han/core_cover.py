"""Signal `han.core_cover`."""

from monitor.matching.pair import Pair


def core_cover(pair: Pair) -> float:
    """监测标志的字原样保留在新标志中。"""
    return pair.han.cover_core
