"""Order of the warning colours."""

from __future__ import annotations

ORDER = ("蓝", "黄", "橙", "红")
WORDS = {"红": "重大", "橙": "较高", "黄": "一般", "蓝": "提示"}


def rank(level: str) -> int:
    """0 for 蓝 up to 3 for 红."""
    return ORDER.index(level)


def hides(limit: str, level: str) -> bool:
    """Whether a silence for `limit` covers `level`: a lower class never hides a higher one."""
    return rank(level) <= rank(limit)
