"""Signal `listing.low_price`."""

from monitor.matching.pair import Pair


def low_price(pair: Pair) -> float:
    """价格明显低于参考价。"""
    return pair.title.cheap
