"""Signal `han.sign_cover`."""

from monitor.matching.pair import Pair


def sign_cover(pair: Pair) -> float:
    """新标志的显著部分大多来自监测标志。"""
    return pair.han.cover_sign
