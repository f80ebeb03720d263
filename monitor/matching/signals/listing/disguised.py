"""Signal `listing.disguised`."""

from monitor.matching.pair import Pair


def disguised(pair: Pair) -> float:
    """标题中“{found}”与监测标志音近、形近或经改写。"""
    return pair.title.disguised
