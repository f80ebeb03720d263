"""Signal `gi.not_dish`."""

from monitor.matching.pair import Pair


def not_dish(pair: Pair) -> float:
    """未见菜品、配料等合理使用的用语。"""
    return -float(pair.gi.dish)
