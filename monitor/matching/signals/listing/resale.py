"""Signal `listing.resale`."""

from monitor.matching.pair import Pair


def resale(pair: Pair) -> float:
    """未见二手、鉴定等转售用语。"""
    return -float(pair.title.resale)
