"""Signal `gi.not_shop`."""

from monitor.matching.pair import Pair


def not_shop(pair: Pair) -> float:
    """卖家为品牌官方店，发货地未见在产区之外（减分，仍应核对授权）。"""
    return -float(pair.gi.shop)
