"""Signal `latin.compound_parts`."""

from monitor.matching.pair import Pair


def compound_parts(pair: Pair) -> float:
    """拆成单词后，监测标志的组成部分在新标志中得到对应。"""
    return pair.latin.parts_cover
