"""Signal `han.begins_alike`."""

from monitor.matching.pair import Pair


def begins_alike(pair: Pair) -> float:
    """两件标志首字相同。"""
    return float(pair.han.begins)
