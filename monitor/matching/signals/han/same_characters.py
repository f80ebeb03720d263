"""Signal `han.same_characters`."""

from monitor.matching.pair import Pair


def same_characters(pair: Pair) -> float:
    """依序相同的字合计少见。"""
    return pair.han.same_bits
