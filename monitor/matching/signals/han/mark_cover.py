"""Signal `han.mark_cover`."""

from monitor.matching.pair import Pair


def mark_cover(pair: Pair) -> float:
    """监测标志的显著部分在新标志中得到对应。"""
    return pair.han.cover_mark
