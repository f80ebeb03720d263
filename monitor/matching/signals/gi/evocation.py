"""Signal `gi.evocation`."""

from monitor.matching.pair import Pair


def evocation(pair: Pair) -> float:
    """带有型、式、风味等比附用语。"""
    return float(pair.gi.evocation)
