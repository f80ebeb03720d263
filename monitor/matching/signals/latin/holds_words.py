"""Signal `latin.holds_words`."""

from monitor.matching.pair import Pair


def holds_words(pair: Pair) -> float:
    """“{sign}”以独立单词完整包含监测标志“{mark}”。"""
    return pair.latin.held_bits
