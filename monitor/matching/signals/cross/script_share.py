"""Signal `cross.script_share`."""

from monitor.matching.pair import Pair


def script_share(pair: Pair) -> float:
    """对应部分占双方标志的比例。"""
    return pair.cross.share
