"""Signal `latin.spelling_rarity`."""

from monitor.matching.pair import Pair


def spelling_rarity(pair: Pair) -> float:
    """拼写相近，且字母组合少见。"""
    return pair.latin.edit_bits
