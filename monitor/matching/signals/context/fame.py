"""Signal `context.fame`."""

from monitor.matching.pair import Pair


def fame(pair: Pair) -> float:
    """监测标志为独创且知名，跨类保护。"""
    return max(pair.scope_step, float(pair.coined))
