"""Signal `gi.not_authorised`."""

from monitor.matching.pair import Pair


def not_authorised(pair: Pair) -> float:
    """不是权利人或许可使用人。"""
    return -float(pair.gi.authorised)
