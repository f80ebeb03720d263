"""Signal `listing.wholesale`."""

from monitor.matching.pair import Pair


def wholesale(pair: Pair) -> float:
    """店名为工厂、批发或清仓类。"""
    return float(pair.title.wholesale)
