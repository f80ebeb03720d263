"""What an evaluation found, as nested figures, as text for people, and beside an earlier one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Report:
    """All figures of one file under one matcher; `figures` is plain JSON."""

    file: str
    matcher: str
    figures: dict[str, Any]

    def to_json(self) -> str:
        """The whole report, for `--json` and for a later `--compare`."""
        body = {"file": self.file, "matcher": self.matcher, "figures": self.figures}
        return json.dumps(body, ensure_ascii=False, indent=1)

    def lines(self) -> Iterator[str]:
        """The report for a terminal: a figure a line, then the worst pairs."""
        yield f"评测文件 {self.file}　比对器 {self.matcher}"
        for path, value in flat(self.figures):
            yield f"  {path:<70} {_shown(value)}"
        for path, pairs in _worst(self.figures):
            yield f"\n{path}"
            for pair in pairs:
                yield (
                    f"  {pair['score']:.3f}  {pair['mark']} | {pair['record']}"
                    f"  [{pair['mechanism']}, {pair['id']}]"
                )


def _shown(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def flat(figures: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every figure with its dotted path; curves and lists of pairs are left out."""
    if isinstance(figures, dict):
        for key, value in figures.items():
            if key not in ("worst", "curve"):
                yield from flat(value, f"{path}.{key}" if path else str(key))
    elif not isinstance(figures, list | tuple):
        yield path, figures


def _worst(figures: Any, path: str = "") -> Iterator[tuple[str, list[dict[str, Any]]]]:
    if not isinstance(figures, dict):
        return
    for key, value in figures.items():
        here = f"{path}.{key}" if path else str(key)
        if key == "worst":
            yield f"{path} 漏报最甚 (worst misses)", value["misses"]
            yield f"{path} 误报最甚 (worst false alarms)", value["false_alarms"]
        else:
            yield from _worst(value, here)


def compare(new: Report, old: dict[str, Any]) -> Iterator[str]:
    """Every number that differs from an earlier report: path, before, after, change."""
    before = dict(flat(old["figures"]))
    for path, value in flat(new.figures):
        earlier = before.get(path)
        if isinstance(value, int | float) and isinstance(earlier, int | float) and value != earlier:
            yield f"  {path:<70} {_shown(earlier)} → {_shown(value)}  ({value - earlier:+.4f})"
