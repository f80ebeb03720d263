"""Signal `listing.goods_word`."""

from monitor.matching.pair import Pair


def goods_word(pair: Pair) -> float:
    """监测标志不是该商品的通用名称。"""
    return -float(pair.title.common)
