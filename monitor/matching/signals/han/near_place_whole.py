"""Signal `han.near_place_whole`."""

from monitor.matching.pair import Pair


def near_place_whole(pair: Pair) -> float:
    """两件标志长短相当、逐位对应。"""
    return pair.han.block_whole
