"""Signal `listing.genuine_seller`."""

from monitor.matching.pair import Pair


def genuine_seller(pair: Pair) -> float:
    """卖家不是权利人、授权卖家或以其命名的官方店。"""
    return -float(pair.title.genuine)
