"""Signal `latin.sign_words`."""

from monitor.matching.pair import Pair


def sign_words(pair: Pair) -> float:
    """新标志的单词大多来自监测标志。"""
    return pair.latin.cover_sign
