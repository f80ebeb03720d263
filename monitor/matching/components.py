"""Takes characters apart: the parts that one is drawn from, and what a disguise writes instead."""

from __future__ import annotations

from functools import cache

from monitor.matching import tables


@cache
def _table() -> dict[str, tuple[str, str]]:
    """{character: (its parts, its written-apart forms with spaces between)}; taken apart only when asked."""
    chars, parts, forms = tables.columns("components.tsv.gz")
    return dict(zip(chars, zip(parts, forms, strict=True), strict=True))


def components(ch: str) -> tuple[str, ...]:
    """Top-level parts, radical variants in full: 李 → 木, 子; 江 → 水, 工. Itself if it has none."""
    return tuple(_table().get(ch, (ch, ""))[0])


def split_forms(ch: str) -> tuple[str, ...]:
    """Strings of 2–4 folded characters that stand for one when written apart: 李 → 木子; 陈 → 耳东."""
    return tuple(_table().get(ch, ("", ""))[1].split())
