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


@cache
def digest() -> str:
    """One short mark of all tables together, to tell one table version from another."""
    seen = hashlib.sha256()
    for path in sorted(p for p in FOLDER.iterdir() if p.suffix in {".gz", ".npz"}):
        seen.update(path.name.encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()[:12]
