"""Signal `context.scope`."""

from monitor.matching.pair import Pair


def scope(pair: Pair) -> float:
    """双方商品或服务的关系：{relation}。"""
    return pair.scope_bits
