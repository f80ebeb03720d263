"""Chooses where the daemon keeps its keys: in memory for few entries, in a file for many."""

from __future__ import annotations

from pathlib import Path

from monitor.screening import keys
from monitor.screening.index import Index
from monitor.screening.memory import MemoryStore
from monitor.screening.table import TableStore

FILE = "data/entry-keys.sqlite"
IN_MEMORY = 5_000  # entries whose keys are made in a few seconds at each start; more are kept in the file


def daemon_index(file: Path, entries: int, threshold: float) -> Index:
    """The index of an installation with so many entries; the file is a cache and may be deleted."""
    store = MemoryStore() if entries <= IN_MEMORY else TableStore(file, keys.stamp())
    return Index(store, threshold)
