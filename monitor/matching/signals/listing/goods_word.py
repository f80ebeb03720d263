"""Signal `listing.goods_word`."""

from monitor.matching.pair import Pair


def goods_word(pair: Pair) -> float:
    """监测标志也是常用词，可能只是商品名称（减分）。"""
    return -float(pair.title.common)
