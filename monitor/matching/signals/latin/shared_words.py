"""Signal `latin.shared_words`."""

from monitor.matching.pair import Pair


def shared_words(pair: Pair) -> float:
    """双方共有单词“{shared}”，普通名称中少见。"""
    return pair.latin.shared_bits
