"""Signal `listing.opens_title`."""

from monitor.matching.pair import Pair


def opens_title(pair: Pair) -> float:
    """出现在标题开头，通常是品牌位置。"""
    return float(pair.title.opens)
