"""Signal `han.common_run`."""

from monitor.matching.pair import Pair


def common_run(pair: Pair) -> float:
    """两件标志共有的“{run}”是日常用词（减分）。"""
    return -pair.han.common_run
