"""Signal `latin.begins_with_mark`."""

from monitor.matching.pair import Pair


def begins_with_mark(pair: Pair) -> float:
    """“{sign}”或其单词以监测标志“{mark}”开头。"""
    return pair.latin.begins_bits
