"""Signal `context.scope_step`."""

from monitor.matching.pair import Pair


def scope_step(pair: Pair) -> float:
    """商品或服务接近（{relation}）。"""
    return pair.scope_step
