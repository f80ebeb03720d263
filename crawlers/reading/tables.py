"""Small tables of codes that lie beside the feeds as CSV, each row with its confidence and source."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import cast, get_args

from crawlers.records import Event

FEEDS = Path(__file__).parents[1] / "feeds"


@cache
def code_table(name: str, key: str = "code") -> MappingProxyType[str, dict[str, str]]:
    """The rows of `crawlers/feeds/NAME.csv` by their `key` column."""
    with (FEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row[key]: row for row in csv.DictReader(file)})


def event_of(row: dict[str, str]) -> Event:
    """The `event` column of a code table; raises ValueError for a word that is no event."""
    if row["event"] not in get_args(Event):
        raise ValueError(f"unknown event in a code table: {row}")
    return cast(Event, row["event"])


@cache
def known_fields(format_name: str) -> frozenset[str]:
    """The fields of a format that are used or waived by name (`crawlers/reading/fields.toml`)."""
    table = tomllib.loads(Path(__file__).with_name("fields.toml").read_text(encoding="utf-8"))[format_name]
    return frozenset(table["used"]) | frozenset(table["waived"])
