"""Signal `latin.holds_letters`."""

from monitor.matching.pair import Pair


def holds_letters(pair: Pair) -> float:
    """“{sign}”的字母中含有监测标志“{mark}”。"""
    return pair.latin.inside_bits
