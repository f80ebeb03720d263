"""Signal `listing.genuine_seller`."""

from monitor.matching.pair import Pair


def genuine_seller(pair: Pair) -> float:
    """卖家名称显示为权利人的官方店（减分，仍应核对授权名单）。"""
    return -float(pair.title.genuine)
