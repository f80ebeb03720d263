"""Lists that come with the program, written from public facts; each row names its source and confidence.

They are a start and a demonstration: an installation adds its own files and may switch these off. The
confidence of a row is about the name standing on the list named as its source; classes, goods and owners
are a first estimate. Names too common to watch without their owner and class are paused.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from watchlists.categories import load_categories
from watchlists.entries import WatchEntry
from watchlists.importing import Import, import_file

FOLDER = Path(__file__).parent


def list_names() -> tuple[str, ...]:
    """Names of the lists, for `load_builtin`."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.csv")))


def load_builtin(names: Collection[str] | None = None) -> tuple[WatchEntry, ...]:
    """The entries of the named lists (default: all), through the same import as any operator's file.

    Raises `KeyError` for an unknown name and `ValueError` when a row does not validate.
    """
    wanted = list_names() if names is None else tuple(names)
    unknown = [name for name in wanted if name not in list_names()]
    if unknown:
        raise KeyError(f"没有这些内置名单：{'、'.join(unknown)}；有：{'、'.join(list_names())}")
    return tuple(entry for name in wanted for entry in _read(name).entries)


@lru_cache
def _read(name: str) -> Import:
    taken = import_file(FOLDER / f"{name}.csv", categories=load_categories())
    if taken.rejects:
        raise ValueError("；".join(map(str, taken.rejects)))
    return taken
