"""Signal `latin.sound`."""

from monitor.matching.pair import Pair


def sound(pair: Pair) -> float:
    """读音相近（英、德、法、西、意、拼音读法之一）。"""
    return pair.latin.sound
