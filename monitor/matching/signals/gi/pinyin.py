"""Signal `gi.pinyin`."""

from monitor.matching.pair import Pair


def pinyin(pair: Pair) -> float:
    """以拼音或译名写出地理标志名称。"""
    return pair.gi.pinyin
