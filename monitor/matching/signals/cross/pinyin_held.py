"""Signal `cross.pinyin_held`."""

from monitor.matching.pair import Pair


def pinyin_held(pair: Pair) -> float:
    """较长的字母中含有完整拼音（“{mark}” / “{sign}”）。"""
    return pair.cross.held
