"""The match card: aligned characters with their readings, as text columns; HTML draws the same columns."""

from __future__ import annotations

from unicodedata import east_asian_width

from alerts.model import AlignedPair

SIGNS = {"same": "＝", "sound": "音", "shape": "形", "both": "音形", "other": "≠", "gap": "·"}


def _width(text: str) -> int:
    return sum(2 if east_asian_width(ch) in "WF" else 1 for ch in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def text_card(pairs: tuple[AlignedPair, ...]) -> str:
    """Lines of equal columns: entry, relation, record, readings; empty when nothing is aligned."""
    if not pairs:
        return ""
    columns = [
        (p.entry_reading, p.entry or "　", SIGNS[p.relation], p.record or "　", p.record_reading)
        for p in pairs
    ]
    widths = [max(_width(cell) for cell in column) + 2 for column in columns]
    names = ("　　　　", "监测对象", "　　　　", "发现文字", "　　　　")
    lines = []
    for row, name in enumerate(names):
        cells = [_pad(column[row], width) for column, width in zip(columns, widths, strict=True)]
        if any(cell.strip("　 ") for cell in cells):
            lines.append(f"{name}  {''.join(cells)}".rstrip())
    return "\n".join(lines)
