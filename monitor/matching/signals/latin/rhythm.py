"""Signal `latin.rhythm`."""

from monitor.matching.pair import Pair


def rhythm(pair: Pair) -> float:
    """字母及次序大体一致，开头相同。"""
    return pair.latin.jaro
