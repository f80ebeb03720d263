"""Signal `latin.mark_words`."""

from monitor.matching.pair import Pair


def mark_words(pair: Pair) -> float:
    """监测标志的单词在新标志中得到对应。"""
    return pair.latin.cover_mark
