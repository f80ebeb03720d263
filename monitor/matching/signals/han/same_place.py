"""Signal `han.same_place`."""

from monitor.matching.pair import Pair


def same_place(pair: Pair) -> float:
    """同一位置上的字相同、音近或形近。"""
    return pair.han.block_bits
