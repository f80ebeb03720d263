"""Builds the table of public Chinese and Latin names of brands, by which entries without aliases are still found.

Run by hand: `python -m monitor.matching.build.brand_names NSI`
NSI  npm `name-suggestion-index` 8.0 (BSD-3-Clause, OpenStreetMap contributors), `dist/json/nsi.min.json`
Only the tags `brand:zh` (or `name:zh`) and `brand:en` (or `brand` in Latin letters) are read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from monitor.matching import fold
from monitor.matching.build.frequencies import TABLES, write_packed

_CHINESE = ("brand:zh", "brand:zh-Hans", "name:zh", "brand")
_LATIN = ("brand:en", "name:en", "brand")


def _first(tags: dict[str, str], keys: tuple[str, ...], script: str) -> str:
    for key in keys:
        text = fold.fold(tags.get(key, ""))
        if text and fold.script(text) == script and len(text.replace(" ", "")) > 1:
            return text
    return ""


def pairs(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(Chinese, Latin) folded names of every brand that has both."""
    for group in body["nsi"].values():
        for brand in group.get("items", []):
            chinese, latin = _first(brand["tags"], _CHINESE, "han"), _first(brand["tags"], _LATIN, "latin")
            if chinese and latin:
                yield chinese, latin


if __name__ == "__main__":
    found = sorted(set(pairs(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))))
    write_packed(TABLES / "brand_names.tsv.gz", (f"{chinese}\t{latin}" for chinese, latin in found))
