"""Signal `listing.rarity`."""

from monitor.matching.pair import Pair


def rarity(pair: Pair) -> float:
    """监测标志本身在普通名称中少见。"""
    return pair.title.bits
