"""Signal `han.edge_words`."""

from monitor.matching.pair import Pair


def edge_words(pair: Pair) -> float:
    """与监测标志相近的部分，是“{sign}”中别的常用词的一截（减分）。"""
    return -pair.han.straddled
