"""Signal `latin.letters_in_order`."""

from monitor.matching.pair import Pair


def letters_in_order(pair: Pair) -> float:
    """字母依序大多相同。"""
    return pair.latin.subsequence
