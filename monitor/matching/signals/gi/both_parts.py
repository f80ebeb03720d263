"""Signal `gi.both_parts`."""

from monitor.matching.pair import Pair


def both_parts(pair: Pair) -> float:
    """地名与产品名两部分都得到对应。"""
    return pair.gi.both
