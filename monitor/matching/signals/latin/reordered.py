"""Signal `latin.reordered`."""

from monitor.matching.pair import Pair


def reordered(pair: Pair) -> float:
    """单词相同而次序不同。"""
    return float(pair.latin.reordered)
