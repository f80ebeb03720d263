"""Signal `latin.same_ending`."""

from monitor.matching.pair import Pair


def same_ending(pair: Pair) -> float:
    """结尾字母相同，且组合少见。"""
    return pair.latin.suffix_bits
