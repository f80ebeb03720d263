"""Builds the frequency tables: Han characters and pairs in trade names, Latin words, Latin letter runs.

Run by hand: `python -m monitor.matching.build.frequencies NAMES WORDS [--leave-out FILE ...]`
NAMES  companynameparser 0.1.8, `data/brand.txt`, 284,836 company short names (Apache-2.0)
WORDS  wordninja 2.0.0, `wordninja_words.txt.gz`, 126,136 words of English text by frequency (MIT)
Names of an evaluation stream are left out with `--leave-out`, so that no figure rests on counted test names.
"""

from __future__ import annotations

import argparse
import gzip
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

TABLES = Path(__file__).parent.parent / "tables"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def write_packed(path: Path, lines: Iterable[str]) -> None:
    """A gzip file without time stamp, so that the same input gives the same bytes."""
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as packed:
        packed.write("".join(line + "\n" for line in lines).encode())


def _names(path: Path, left_out: Iterable[Path]) -> list[str]:
    skip = {line.split("\t")[0].strip() for f in left_out for line in f.read_text("utf-8").splitlines()}
    names = {line.strip() for line in path.read_text(encoding="utf-8").splitlines()}
    return sorted(names - skip - {""})


def han_lines(names: list[str]) -> Iterator[str]:
    """`#names N`, then a character or an adjacent pair and the number of names that hold it."""
    single: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for name in names:
        single.update(set(name))
        pairs.update({name[i : i + 2] for i in range(len(name) - 1)})
    yield f"#names\t{len(names)}"
    yield from (f"{char}\t{n}" for char, n in sorted(single.items()))
    yield from (f"{pair}\t{n}" for pair, n in sorted(pairs.items()) if n >= 2)


def run_lines(words: list[str]) -> Iterator[str]:
    """`abX<TAB>centibits`: the cost of letter X after ab in a word; `^` opens a word, `$` ends it."""
    trios: Counter[str] = Counter()
    for word in words:
        padded = f"^^{word}$"
        trios.update(padded[i : i + 3] for i in range(len(padded) - 2))
    contexts = sorted({a + b for a in "^" + LETTERS for b in "^" + LETTERS if a == "^" or b != "^"})
    for context in contexts:
        total = sum(trios[context + c] for c in LETTERS + "$")
        for letter in LETTERS + "$":
            cost = -math.log2((trios[context + letter] + 0.5) / (total + 0.5 * 27))
            yield f"{context}{letter}\t{round(100 * cost)}"


def main() -> None:
    """Writes the three tables beside the matcher."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", type=Path)
    parser.add_argument("words", type=Path)
    parser.add_argument("--leave-out", type=Path, action="append", default=[])
    given = parser.parse_args()
    with gzip.open(given.words, "rt", encoding="utf-8") as stream:
        words = [w for w in stream.read().split() if w.isascii()]
    TABLES.mkdir(exist_ok=True)
    write_packed(TABLES / "han_frequency.tsv.gz", han_lines(_names(given.names, given.leave_out)))
    write_packed(TABLES / "latin_words.tsv.gz", words)
    write_packed(TABLES / "latin_runs.tsv.gz", run_lines([w for w in words if w.isalpha() and len(w) > 2]))


if __name__ == "__main__":
    main()
