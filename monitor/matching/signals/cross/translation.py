"""Signal `cross.translation`."""

from monitor.matching.pair import Pair


def translation(pair: Pair) -> float:
    """两件标志含义对应（译名：“{mark}” / “{sign}”）。"""
    return pair.cross.translation
