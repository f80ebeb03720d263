"""Opens the sources that the character tables are built from, and writes tables that rebuild byte for byte.

Sources and licences stand in `README.md` beside this file. Of the mojidata database only `ids`,
`radeqv`, `unihan` and `tghb_variants` are read: other tables in the same file have other licences.
"""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Iterable
from pathlib import Path

TABLES = Path(__file__).resolve().parents[1] / "tables"
HAND = Path(__file__).resolve().parent / "hand"
FONT_FOLDER = Path("/usr/share/fonts/opentype/noto")


class Mojidata:
    """Read-only view of the SQLite file inside the npm package `@mandel59/mojidata`."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    def column(self, prop: str) -> dict[str, str]:
        """One Unihan property as {character: value}; several values of a character are joined by a space."""
        found: dict[str, str] = {}
        for char, value in self.db.execute('SELECT "UCS", "value" FROM unihan WHERE property = ?', (prop,)):
            found[char] = f"{found[char]} {value}" if char in found else value
        if not found:
            raise KeyError(f"the database has no Unihan property {prop}")
        return found

    def standard(self) -> list[str]:
        """The 8,105 characters of 通用规范汉字表 in code point order."""
        return sorted(self.column("kTGH"))

    def annex(self) -> list[tuple[str, str]]:
        """(规范字, its 繁体字 or 异体字) of annex 1 to 通用规范汉字表, an official document."""
        rows = self.db.execute('SELECT "规范字", "繁体字", "异体字" FROM tghb_variants ORDER BY rowid')
        pairs = [(norm, form) for norm, *forms in rows for form in forms if len(form) == 1 and form != norm]
        return list(dict.fromkeys(pairs))

    def decompositions(self) -> dict[str, list[tuple[str, str]]]:
        """{character: [(regions, description sequence)]}, the first being the commonest."""
        found: dict[str, list[tuple[str, str]]] = {}
        for char, regions, sequence in self.db.execute(
            'SELECT "UCS", "source", "IDS" FROM ids ORDER BY rowid'
        ):
            found.setdefault(char, []).append((regions, sequence))
        return found

    def radicals(self) -> dict[str, str]:
        """Radical symbols (⺁ …) and the ordinary character that each stands for."""
        rows = self.db.execute("SELECT * FROM radeqv ORDER BY 1")
        return {symbol: char for symbol, char in rows if char and len(char) == 1}


def hand_pairs(name: str) -> list[tuple[str, str]]:
    """The two columns of one hand-kept list in `hand/`; `#` starts a remark."""
    rows = (line.split("#")[0].split() for line in (HAND / name).read_text(encoding="utf-8").splitlines())
    return [(row[0], row[1]) for row in rows if row]


def write_lines(name: str, lines: Iterable[str]) -> Path:
    """Write a gzip text table without a time stamp, so that a rebuild gives the same bytes."""
    target = TABLES / name
    body = "".join(f"{line}\n" for line in lines).encode()
    with target.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(body)
    return target
