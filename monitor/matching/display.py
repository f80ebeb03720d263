"""Makes hostile text safe to show on one line: no control signs, no towers of accents, a length limit."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u0e31-\u0e4e]"
_TOWER = re.compile(f"({_MARKS}{{2}}){_MARKS}+")


def display(text: str, limit: int = 120) -> str:
    """One line of at most `limit` characters; what was cut is shown as …"""
    cut = text[: limit * 4]
    line = _SPACES.sub(" ", cut)
    line = "".join(c for c in line if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    line = _TOWER.sub(r"\1", line).strip()
    if len(line) > limit or len(cut) < len(text):
        line = line[: limit - 1].rstrip() + "…"
    return line
