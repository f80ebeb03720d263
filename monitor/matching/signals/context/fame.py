"""Signal `context.fame`."""

from monitor.matching.pair import Pair


def fame(pair: Pair) -> float:
    """商品同类或类似，或监测标志独创且知名、可跨类保护。"""
    return max(pair.scope_step, float(pair.coined))
