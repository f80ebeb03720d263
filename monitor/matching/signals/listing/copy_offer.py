"""Signal `listing.copy_offer`."""

from monitor.matching.pair import Pair


def copy_offer(pair: Pair) -> float:
    """标题或店名含仿品用语（如高仿、复刻、一比一）。"""
    return float(pair.title.copy)
