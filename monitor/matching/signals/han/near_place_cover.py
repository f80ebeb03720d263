"""Signal `han.near_place_cover`."""

from monitor.matching.pair import Pair


def near_place_cover(pair: Pair) -> float:
    """监测标志逐位对应，无需移位。"""
    return pair.han.block_cover
