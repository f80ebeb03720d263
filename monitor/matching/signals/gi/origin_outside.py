"""Signal `gi.origin_outside`."""

from monitor.matching.pair import Pair


def origin_outside(pair: Pair) -> float:
    """申请人、卖家或产地不在产区。"""
    return pair.gi.outside
