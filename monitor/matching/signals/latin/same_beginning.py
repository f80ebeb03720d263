"""Signal `latin.same_beginning`."""

from monitor.matching.pair import Pair


def same_beginning(pair: Pair) -> float:
    """开头字母相同，且组合少见。"""
    return pair.latin.prefix_bits
