"""Signal `gi.product_part`."""

from monitor.matching.pair import Pair


def product_part(pair: Pair) -> float:
    """含有地理标志的产品名部分。"""
    return pair.gi.product
