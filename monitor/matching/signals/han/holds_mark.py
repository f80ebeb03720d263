"""Signal `han.holds_mark`."""

from monitor.matching.pair import Pair


def holds_mark(pair: Pair) -> float:
    """“{sign}”完整包含监测标志“{mark}”。"""
    return pair.han.held_bits
