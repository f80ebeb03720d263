"""Keeps the matcher's caches small: each is emptied once it holds more than a batch of work needs.

The bounds that the caches have themselves are for one long comparison; over a hundred thousand marks all of
them together would fill, at some hundred bytes a row.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

_PACKAGES = ("monitor.matching", "monitor.screening")
_MOST = 20_000
_found: dict[str, list[Callable[..., Any]]] = {}


def _caches() -> list[Callable[..., Any]]:
    for name in [name for name in sys.modules if name.startswith(_PACKAGES) and name not in _found]:
        held = vars(sys.modules[name]).values()
        _found[name] = [
            one for one in held if hasattr(one, "cache_clear") and one.cache_parameters()["maxsize"]
        ]
    return list({id(one): one for group in _found.values() for one in group}.values())


def trim(most: int = _MOST) -> None:
    """Empty what grew beyond `most` rows; what is there once and for all is left alone."""
    for one in _caches():
        if one.cache_info().currsize > most:  # type: ignore[attr-defined]
            one.cache_clear()  # type: ignore[attr-defined]
