"""Signal `latin.acronym`."""

from monitor.matching.pair import Pair


def acronym(pair: Pair) -> float:
    """新标志是监测标志的首字母缩写。"""
    return float(pair.latin.acronym)
