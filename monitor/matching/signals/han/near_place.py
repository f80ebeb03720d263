"""Signal `han.near_place`."""

from monitor.matching.pair import Pair


def near_place(pair: Pair) -> float:
    """两件标志上下对齐，逐位的字相同或相近。"""
    return pair.han.block
