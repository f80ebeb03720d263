"""Signal `listing.accessory`."""

from monitor.matching.pair import Pair


def accessory(pair: Pair) -> float:
    """标题有“适用、兼容、配件”等说明用途的用语（减分）。"""
    return -float(pair.title.accessory)
