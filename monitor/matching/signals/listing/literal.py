"""Signal `listing.literal`."""

from monitor.matching.pair import Pair


def literal(pair: Pair) -> float:
    """标题中直接出现“{found}”。"""
    return pair.title.literal
