"""Signal `han.same_text`."""

from monitor.matching.pair import Pair


def same_text(pair: Pair) -> float:
    """两件标志的汉字部分相同（“{mark}”）。"""
    return float(pair.han.same_text)
