"""Signal `han.one_kind`."""

from monitor.matching.pair import Pair


def one_kind(pair: Pair) -> float:
    """不同的字有的只是音近、有的只是形近，整体印象较散（减分）。"""
    return -float(pair.han.kinds > 1)
