"""Signal `latin.sound_rarity`."""

from monitor.matching.pair import Pair


def sound_rarity(pair: Pair) -> float:
    """读音相近，且这种读音少见。"""
    return pair.latin.sound_bits
