"""Turns "could be confused" into exact keys: two texts that could be share at least one.

`keys` are stored, `probes` are asked for; the same two serve both directions (records against entries, a
new entry against past records). A store carries the `stamp` of the functions and tables that made its keys
and is rebuilt, never misread, when they change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache, lru_cache

from monitor.matching import tables
from monitor.matching.prepare import Form
from monitor.screening.hankeys import han_keys, han_probes
from monitor.screening.latinkeys import latin_keys, pinyin_keys

KEY_VERSION = 1
_TABLES = (
    "components.tsv.gz", "fold.tsv.gz", "foreign.tsv.gz", "glyphs.tsv.gz", "han_frequency.tsv.gz",
    "latin_runs.tsv.gz", "latin_words.tsv.gz", "readings.tsv.gz", "reading_rules.tsv",
    "respellings.tsv", "spelling_rules.tsv", "weak_words.toml", "places.tsv.gz",
)  # fmt: skip


@cache
def stamp() -> str:
    """Names the version of the key functions and of every table that they read: `1-6f3c…`."""
    content = hashlib.sha256()
    for name in _TABLES:
        content.update(hashlib.sha256((tables.FOLDER / name).read_bytes()).digest())
    return f"{KEY_VERSION}-{content.hexdigest()[:16]}"


@lru_cache(maxsize=65536)
def form_keys(form: Form) -> tuple[int, ...]:
    """Keys of one form of a mark or sign."""
    return (*han_keys(form.units), *latin_keys(form.words), *pinyin_keys(form.units))


@lru_cache(maxsize=16384)
def form_probes(form: Form) -> tuple[int, ...]:
    """What one form asks for."""
    return (*han_probes(form.units), *latin_keys(form.words), *pinyin_keys(form.units))


def keys(forms: Iterable[Form]) -> list[int]:
    """The keys under which a mark or a sign is stored: distinct, ascending, each below 2**63."""
    return sorted({key for form in forms for key in form_keys(form)})


def probes(forms: Iterable[Form]) -> list[int]:
    """The keys that a sign or a mark asks for: distinct, ascending."""
    return sorted({key for form in forms for key in form_probes(form)})
