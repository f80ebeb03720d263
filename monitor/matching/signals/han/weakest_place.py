"""Signal `han.weakest_place`."""

from monitor.matching.pair import Pair


def weakest_place(pair: Pair) -> float:
    """两件标志字数相同，每一处的字都相同或相近。"""
    return pair.han.weakest
