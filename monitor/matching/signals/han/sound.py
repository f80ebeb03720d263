"""Signal `han.sound`."""

from monitor.matching.pair import Pair


def sound(pair: Pair) -> float:
    """整体读音相近（含多音字与方言混读）。"""
    return pair.han.sound_cover
