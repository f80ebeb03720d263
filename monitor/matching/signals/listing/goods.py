"""Signal `listing.goods`."""

from monitor.matching.pair import Pair


def goods(pair: Pair) -> float:
    """标题中的商品与监测标志的核定商品一致。"""
    return pair.title.goods
