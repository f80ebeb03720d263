"""Signal `latin.look`."""

from monitor.matching.pair import Pair


def look(pair: Pair) -> float:
    """字母外形整体相近。"""
    return pair.latin.look
