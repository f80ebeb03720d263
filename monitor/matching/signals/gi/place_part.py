"""Signal `gi.place_part`."""

from monitor.matching.pair import Pair


def place_part(pair: Pair) -> float:
    """含有地理标志的地名部分。"""
    return pair.gi.place
