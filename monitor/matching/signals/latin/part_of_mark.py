"""Signal `latin.part_of_mark`."""

from monitor.matching.pair import Pair


def part_of_mark(pair: Pair) -> float:
    """“{sign}”的显著部分是监测标志“{mark}”的一部分。"""
    return pair.latin.part_bits
