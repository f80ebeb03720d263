"""Signal `han.far_words`."""

from monitor.matching.pair import Pair


def far_words(pair: Pair) -> float:
    """双方不同的部分各为含义不同的常用词。"""
    return -pair.han.own_words
