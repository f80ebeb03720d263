"""Signal `gi.near_name`."""

from monitor.matching.pair import Pair


def near_name(pair: Pair) -> float:
    """名称与地理标志音近、形近或改写。"""
    return pair.gi.near
