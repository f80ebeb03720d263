"""Signal `han.whole_words`."""

from monitor.matching.pair import Pair


def whole_words(pair: Pair) -> float:
    """“{mark}”只是“{sign}”中跨词的巧合（减分）。"""
    return -min(pair.han.cut, 12.0)
