"""Signal `han.any_order`."""

from monitor.matching.pair import Pair


def any_order(pair: Pair) -> float:
    """不论次序，监测标志的字出现在新标志中。"""
    return pair.han.bag_cover
