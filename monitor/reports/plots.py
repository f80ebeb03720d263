"""Draws counted tables as SVG of our own: no script, no outside file, readable in mail, browser and print."""

from __future__ import annotations

from html import escape

from monitor.reports.rows import Cell, Table

COLOURS = {"红": "#c0392b", "橙": "#d9822b", "黄": "#c9a227", "蓝": "#2f6f9f"}
PLAIN = "#2f6f9f"
SHOWN = 12
WIDTH, BAR, LABEL = 800, 22, 185


def plot(table: Table) -> str:
    """The SVG of a table as its `plot` says; empty where there is nothing to draw."""
    if not table.rows or not any(_number(row[1]) for row in table.rows):
        return ""
    return {"bars": _bars, "columns": _columns}.get(table.plot, lambda _: "")(table)


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


def _bars(table: Table) -> str:
    rows = table.rows[:SHOWN]
    most = max(_number(row[1]) for row in rows)
    space = WIDTH - LABEL - 60
    parts = []
    for n, row in enumerate(rows):
        y, length = n * (BAR + 6) + 4, space * _number(row[1]) / most
        colour = COLOURS.get(str(row[0]), PLAIN)
        parts += [
            _text(LABEL - 8, y + 16, _short(str(row[0])), "end"),
            f'<rect x="{LABEL}" y="{y}" width="{max(length, 1):.1f}" height="{BAR}" rx="2" fill="{colour}"/>',
            _text(LABEL + length + 6, y + 16, str(row[1]), "start"),
        ]
    return _svg(table.title, len(rows) * (BAR + 6) + 8, parts)


def _columns(table: Table) -> str:
    """Stacked by level, in the order of the head behind the total."""
    levels, height, top = table.head[2:], 170, 18
    most = max(_number(row[1]) for row in table.rows)
    step = (WIDTH - 20) / len(table.rows)
    parts = [f'<line x1="10" y1="{top + height}" x2="{WIDTH - 10}" y2="{top + height}" stroke="#999"/>']
    for n, row in enumerate(table.rows):
        x, y = 10 + n * step + step * 0.2, float(top + height)
        for level, cell in reversed(list(zip(levels, row[2:], strict=True))):
            tall = height * _number(cell) / most
            y -= tall
            if tall:
                parts.append(
                    f'<rect x="{x:.1f}" y="{y:.1f}" width="{step * 0.6:.1f}" height="{tall:.1f}" '
                    f'fill="{COLOURS.get(level, PLAIN)}"/>'
                )
        parts.append(_text(x + step * 0.3, y - 5, str(row[1]), "middle"))
        parts.append(_text(x + step * 0.3, top + height + 18, str(row[0]), "middle"))
    return _svg(table.title, top + height + 50, parts + _legend(levels, top + height + 40))


def _legend(levels: tuple[str, ...], y: int) -> list[str]:
    parts = []
    for n, level in enumerate(levels):
        x = WIDTH / 2 - 110 + n * 60
        parts.append(
            f'<rect x="{x}" y="{y - 11}" width="12" height="12" fill="{COLOURS.get(level, PLAIN)}"/>'
        )
        parts.append(_text(x + 18, y, level, "start"))
    return parts


def _svg(title: str, height: int, parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" font-size="13" '
        f'aria-label="{escape(title, quote=True)}">{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _short(words: str) -> str:
    return words if len(words) <= 11 else words[:10] + "…"
