"""Signal `listing.edge_words`."""

from monitor.matching.pair import Pair


def edge_words(pair: Pair) -> float:
    """“{found}”在标题中是别的常用词的一截（减分）。"""
    return -pair.title.straddled
