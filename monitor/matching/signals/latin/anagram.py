"""Signal `latin.anagram`."""

from monitor.matching.pair import Pair


def anagram(pair: Pair) -> float:
    """字母相同，只有个别字母换位。"""
    return pair.latin.anagram
