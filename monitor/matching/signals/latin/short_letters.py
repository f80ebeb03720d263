"""Signal `latin.short_letters`."""

from monitor.matching.pair import Pair


def short_letters(pair: Pair) -> float:
    """监测标志较长，偶然相近的可能较小。"""
    return float(pair.latin.letters)
