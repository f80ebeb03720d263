"""Signal `listing.whole_words`."""

from monitor.matching.pair import Pair


def whole_words(pair: Pair) -> float:
    """“{found}”只是标题中跨词的巧合（减分）。"""
    return -pair.title.cut
