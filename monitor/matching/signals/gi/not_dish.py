"""Signal `gi.not_dish`."""

from monitor.matching.pair import Pair


def not_dish(pair: Pair) -> float:
    """标题为菜品、配料等用语，可能属合理使用（减分）。"""
    return -float(pair.gi.dish)
