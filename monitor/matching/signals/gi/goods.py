"""Signal `gi.goods`."""

from monitor.matching.pair import Pair


def goods(pair: Pair) -> float:
    """商品种类与地理标志产品相同。"""
    return pair.gi.goods
