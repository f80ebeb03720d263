"""How many titles a second meet a watchlist: keys, then the full comparison (with jieba) of what is found.

python benchmarks/titles.py [ENTRIES] [TITLES]
"""

from __future__ import annotations

import random
import sys
import time

from crawlers.records import Listing
from monitor.bench import names
from monitor.matching.prepare import prepare_entry, prepare_record
from monitor.screening.index import Index


def titles(count: int, seed: int) -> list[Listing]:
    """Titles of about 26 characters, put together from invented names."""
    dice = random.Random(f"titles {seed}")
    made = ("".join(names._han_name(dice) for _ in range(9))[: dice.randint(18, 34)] for _ in range(count))
    return [Listing(source="bench", native_id=str(n), text=text) for n, text in enumerate(made)]


def main(entries: int, count: int) -> None:
    """Print titles a second of processor time for the look-up with its bound and for all of it."""
    index = Index()
    index.add_many((prepare_entry(entry), 0) for entry in names.entries(entries, 1))
    index.hits_of([prepare_record(title) for title in titles(200, 1)])
    begun = time.process_time()
    signs = [prepare_record(title) for title in titles(count, 2)]
    found = sum(map(len, index.candidates_of(signs)))
    looked = time.process_time() - begun
    begun = time.process_time()
    hits = sum(map(len, index.hits_of(signs[: max(1, count // 10)])))
    whole = (time.process_time() - begun) * 10
    print(
        f"{entries} entries, {count} titles: look-up {count / looked:.0f}/s, {found / count:.1f} marks a title;"
    )
    print(f"with comparison {count / whole:.0f}/s, {10 * hits / count:.2f} hits a title")


if __name__ == "__main__":
    main(*(int(word) for word in (sys.argv[1:] + ["10000", "300"][len(sys.argv) - 1 :])))
