"""Takes characters apart: the parts that one is drawn from, and what a disguise writes instead."""

from __future__ import annotations

from functools import cache

from monitor.matching import tables


@cache
def _table() -> tuple[dict[str, str], dict[str, str]]:
    """{character: its parts}, {character: its written-apart forms with spaces between}; taken apart when asked."""
    chars, parts, forms = tables.columns("components.tsv.gz")
    return dict(zip(chars, parts, strict=True)), dict(zip(chars, forms, strict=True))


def components(ch: str) -> tuple[str, ...]:
    """Top-level parts, radical variants in full: 李 → 木, 子; 江 → 水, 工. Itself if it has none."""
    return tuple(_table()[0].get(ch, ch))


def split_forms(ch: str) -> tuple[str, ...]:
    """Strings of 2–4 folded characters that stand for one when written apart: 李 → 木子; 陈 → 耳东."""
    return tuple(_table()[1].get(ch, "").split())
