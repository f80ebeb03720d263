"""Signal `han.last_character`."""

from monitor.matching.pair import Pair


def last_character(pair: Pair) -> float:
    """监测标志的末字在新标志中有对应。"""
    return float(pair.han.last_same)
