"""Signal `listing.quality`."""

from monitor.matching.pair import Pair


def quality(pair: Pair) -> float:
    """对应字词与监测标志的接近程度。"""
    return pair.title.quality
