"""Signal `gi.full_name`."""

from monitor.matching.pair import Pair


def full_name(pair: Pair) -> float:
    """含有完整的地理标志名称。"""
    return pair.gi.full
