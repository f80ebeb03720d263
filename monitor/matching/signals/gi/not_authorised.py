"""Signal `gi.not_authorised`."""

from monitor.matching.pair import Pair


def not_authorised(pair: Pair) -> float:
    """申请人或卖家是权利人或许可使用人（减分）。"""
    return -float(pair.gi.authorised)
