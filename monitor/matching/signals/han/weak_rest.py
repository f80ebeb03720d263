"""Signal `han.weak_rest`."""

from monitor.matching.pair import Pair


def weak_rest(pair: Pair) -> float:
    """新标志其余部分只是通用或描述性用语。"""
    return pair.han.remainder_weak
