"""Signal `han.likeness`."""

from monitor.matching.pair import Pair


def likeness(pair: Pair) -> float:
    """逐字对应：相同、音近或形近的字合计少见。"""
    return pair.han.like_bits
