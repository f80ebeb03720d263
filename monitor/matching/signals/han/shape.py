"""Signal `han.shape`."""

from monitor.matching.pair import Pair


def shape(pair: Pair) -> float:
    """整体字形相近。"""
    return pair.han.shape_cover
