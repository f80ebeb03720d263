"""Small compressed tables that ship with the matcher; `build/` makes them, its README says from what."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def rows(name: str) -> list[list[str]]:
    """All rows of one gzip TSV table. A missing or torn table is an OSError: the installation is broken."""
    with gzip.open(FOLDER / name, "rt", encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t") for line in lines]


def plain_rows(name: str) -> list[list[str]]:
    """All rows of one plain TSV table that people edit; lines that start with `#` are remarks."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def columns(name: str) -> list[list[str]]:
    """As `rows`, turned: one list for each column. Two to four times as fast, for the tables that a first pair needs."""
    text = gzip.decompress((FOLDER / name).read_bytes()).decode("utf-8")
    width = text.partition("\n")[0].count("\t") + 1
    cells = text.removesuffix("\n").replace("\n", "\t").split("\t")
    if len(cells) % width or text.count("\n") * width != len(cells):
        raise OSError(f"{name}: 表格行列不齐 (table with uneven rows)")
    return [cells[place::width] for place in range(width)]


@cache
def word_ranks() -> dict[str, int]:
    """{small-letter word: rank by frequency in English text, from 1}; 126,000 words, loaded at first use."""
    (words,) = columns("latin_words.tsv.gz")
    return dict(zip(words, range(1, len(words) + 1), strict=True))


@cache
def digest() -> str:
    """One short mark of all tables together, to tell one table version from another."""
    seen = hashlib.sha256()
    for path in sorted(p for p in FOLDER.iterdir() if p.suffix in {".gz", ".npz"}):
        seen.update(path.name.encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()[:12]
