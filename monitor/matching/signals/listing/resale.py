"""Signal `listing.resale`."""

from monitor.matching.pair import Pair


def resale(pair: Pair) -> float:
    """标题有二手、鉴定等转售用语（减分）。"""
    return -float(pair.title.resale)
