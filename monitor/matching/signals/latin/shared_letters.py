"""Signal `latin.shared_letters`."""

from monitor.matching.pair import Pair


def shared_letters(pair: Pair) -> float:
    """共有连续字母“{shared}”，普通名称中少见。"""
    return pair.latin.run_bits
