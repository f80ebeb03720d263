"""Builds the table of places: short names of provinces, cities and counties, each with what lies above it.

Run by hand: `python -m monitor.matching.build.places PCA`
PCA  companynameparser 0.1.8, `data/pca.csv` (Apache-2.0): country, province, city, county.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from monitor.matching.build.frequencies import TABLES, write_packed

_PROVINCE = re.compile(r"(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|省|市)$")
_CITY = re.compile(r"(?:[^\s]{2,}?族)*自治州$|(?:地区|林区|盟|市)$")
_COUNTY = re.compile(r"(?:自治县|自治旗|新区|矿区|林区|特区|区|县|市|旗)$")


def short(name: str, ending: re.Pattern[str]) -> str:
    """The name without its administrative ending, kept whole where fewer than two characters would be left."""
    bare = ending.sub("", name)
    return bare if len(bare) >= 2 else name


def lines(path: Path) -> Iterator[str]:
    """`county<TAB>city<TAB>province`, short forms, sorted; a city's own row has an empty county."""
    rows = set()
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            province, city = short(row["sheng"], _PROVINCE), short(row["shi"], _CITY)
            rows.add((short(row["qu"], _COUNTY) if row["qu"] else "", city, province))
    yield from ("\t".join(row) for row in sorted(rows))


if __name__ == "__main__":
    write_packed(TABLES / "places.tsv.gz", lines(Path(sys.argv[1])))
