"""The built-in lists enter the database at the start, each entry once."""

from __future__ import annotations

from datetime import datetime

from config.database import Database
from config.settings import Settings
from watchlists.builtin import load_builtin
from watchlists.store import EntryStore


def load_lists(database: Database, settings: Settings, now: datetime) -> int:
    """Take in built-in entries that are not there yet, when the configuration wants them; returns how many.

    What an operator changed or removed stays as it is.
    """
    if not settings.builtin_lists:
        return 0
    with database.write() as conn:
        change = EntryStore().upsert(conn, load_builtin(), now, only_new=True)
    return len(change.new)
