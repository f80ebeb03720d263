"""Signal `han.shared_run`."""

from monitor.matching.pair import Pair


def shared_run(pair: Pair) -> float:
    """两件标志共有连续字“{run}”，普通名称中少见。"""
    return pair.han.run_bits
