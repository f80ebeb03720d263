"""Signal `latin.core_spelling`."""

from monitor.matching.pair import Pair


def core_spelling(pair: Pair) -> float:
    """去掉通用词后，显著部分拼写相近。"""
    return pair.latin.core_edit
