"""Signal `listing.whole_words`."""

from monitor.matching.pair import Pair


def whole_words(pair: Pair) -> float:
    """在标题中可独立成词，不是跨词巧合。"""
    return -pair.title.cut
