"""Signal `han.first_character`."""

from monitor.matching.pair import Pair


def first_character(pair: Pair) -> float:
    """监测标志的首字在新标志中有对应。"""
    return float(pair.han.first_same)
