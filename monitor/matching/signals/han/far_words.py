"""Signal `han.far_words`."""

from monitor.matching.pair import Pair


def far_words(pair: Pair) -> float:
    """“{sign}”本身是另有含义的常用词（减分）。"""
    return -pair.han.own_words
