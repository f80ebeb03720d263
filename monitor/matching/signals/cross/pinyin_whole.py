"""Signal `cross.pinyin_whole`."""

from monitor.matching.pair import Pair


def pinyin_whole(pair: Pair) -> float:
    """拼音与汉字读音一致或相近（“{mark}” / “{sign}”）。"""
    return pair.cross.whole
