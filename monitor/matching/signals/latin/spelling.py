"""Signal `latin.spelling`."""

from monitor.matching.pair import Pair


def spelling(pair: Pair) -> float:
    """拼写只差少数字母。"""
    return pair.latin.edit
