"""Signal `han.whole_words`."""

from monitor.matching.pair import Pair


def whole_words(pair: Pair) -> float:
    """“{mark}”在“{sign}”中可独立成词，不是跨词巧合。"""
    return -min(pair.han.cut, 12.0)
