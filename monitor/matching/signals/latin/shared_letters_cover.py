"""Signal `latin.shared_letters_cover`."""

from monitor.matching.pair import Pair


def shared_letters_cover(pair: Pair) -> float:
    """连续相同的字母占标志的大部分。"""
    return pair.latin.run_cover
