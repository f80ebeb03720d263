"""Signal `han.meaning`."""

from monitor.matching.pair import Pair


def meaning(pair: Pair) -> float:
    """以同类含义的字替换（数字、亲属、颜色等）。"""
    return pair.han.meaning
