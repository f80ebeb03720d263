"""Signal `han.rhythm`."""

from monitor.matching.pair import Pair


def rhythm(pair: Pair) -> float:
    """两件标志叠字的位置相同。"""
    return float(pair.han.pattern)
