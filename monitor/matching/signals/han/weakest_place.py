"""Signal `han.weakest_place`."""

from monitor.matching.pair import Pair


def weakest_place(pair: Pair) -> float:
    """两件标志字数相同，最不像的一处也相近。"""
    return pair.han.weakest
