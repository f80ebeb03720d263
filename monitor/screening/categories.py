"""The Chinese names of the categories and their codes, as files and offices write them."""

from __future__ import annotations

CATEGORY_CODES = {
    "驰名商标": "WKM",
    "地理标志": "GI",
    "老字号": "LZH",
    "外商知名品牌": "FB",
    "在蓉外商知名品牌": "FB",
    "普通商标": "TM",
    "核心专利": "CP",
    "商业秘密": "TS",
}


def category_code(name: str) -> str:
    """The code for a Chinese name or a code; raises `ValueError` that lists what is known."""
    text = name.strip()
    code = CATEGORY_CODES.get(text, text.upper())
    if code not in CATEGORY_CODES.values():
        known = "、".join(f"{zh}={short}" for zh, short in CATEGORY_CODES.items())
        raise ValueError(f"类别“{name}”未知 (unknown category); 可用 (known): {known}")
    return code
