"""Signal `han.inside_mark`."""

from monitor.matching.pair import Pair


def inside_mark(pair: Pair) -> float:
    """“{sign}”的显著部分是监测标志“{mark}”的一部分。"""
    return pair.han.inside_mark_bits
