"""Signal `cross.mixed_script`."""

from monitor.matching.pair import Pair


def mixed_script(pair: Pair) -> float:
    """以拼音或字母替换汉字的混写（“{sign}”）。"""
    return pair.cross.mixed
