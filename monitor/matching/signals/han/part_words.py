"""Signal `han.part_words`."""

from monitor.matching.pair import Pair


def part_words(pair: Pair) -> float:
    """与监测标志相近的部分，把“{sign}”的词切开了（减分）。"""
    return -min(pair.han.part_cut, 12.0)
