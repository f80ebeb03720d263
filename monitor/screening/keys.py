"""Turns "could be confused" into exact keys: two texts that could be share at least one.

`keys` are stored, `probes` are asked for; the same two serve both directions (records against entries, a
new entry against past records). A store carries the `stamp` of the functions and tables that made its keys
and is rebuilt, never misread, when they change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from monitor.matching import tables
from monitor.matching.prepare import Form, Mark, Sign
from monitor.screening.hankeys import class_keys, han_keys
from monitor.screening.hanprobes import class_probes, han_probes, mixed_probes
from monitor.screening.latinkeys import latin_keys, latin_probes, pinyin_keys, pinyin_probes

KEY_VERSION = 8
CLASSES_MOST = 12  # of one text; who names more goods than that is compared by text alone


@cache
def stamp() -> str:
    """Names the version of the key functions and of every table that the matcher reads: `2-6f3c…`."""
    content = hashlib.sha256()
    for file in sorted(Path(tables.FOLDER).iterdir()):
        if file.suffix in (".gz", ".tsv", ".toml"):
            content.update(hashlib.sha256(file.read_bytes()).digest())
    return f"{KEY_VERSION}-{content.hexdigest()[:16]}"


def scope_of(classes: tuple[int, ...]) -> tuple[int, ...]:
    """The classes that keys are bound to."""
    return classes if len(classes) <= CLASSES_MOST else ()


def keys(forms: Iterable[Form], classes: tuple[int, ...] = (), *, place: bool = False) -> list[int]:
    """The keys under which a text is stored: distinct, ascending, each below 2**63.

    `place`: a geographical indication, whose weak words are what is protected.
    """
    scope = scope_of(classes)
    found: set[int] = set()
    for form in forms:
        found.update(han_keys(form.units, weak_too=place))
        found.update(class_keys(form.units, scope))
        found.update(latin_keys(form.words, scope))
        found.update(pinyin_keys(form.units, scope))
    return sorted(found)


def probes(forms: Iterable[Form], classes: tuple[int, ...] = ()) -> list[int]:
    """The keys that a text asks for: distinct, ascending."""
    scope = scope_of(classes)
    found: set[int] = set()
    for form in forms:
        found.update(han_probes(form.units))
        found.update(class_probes(form.units, scope))
        found.update(other_probes(form, scope))
    return sorted(found)


def other_probes(form: Form, scope: tuple[int, ...]) -> Iterator[int]:
    """What a form asks for beside the keys of its Han characters."""
    if form.units and form.folded != form.units:
        yield from mixed_probes(form.folded)
    yield from latin_probes(form.words, scope)
    yield from pinyin_probes(form.units, scope)


def mark_keys(mark: Mark) -> list[int]:
    """The keys under which a mark is stored."""
    return keys(mark.forms, mark.entry.nice_classes, place=mark.entry.category == "GI")


def mark_probes(mark: Mark) -> list[int]:
    """What a mark asks of past records."""
    return probes(mark.forms, mark.entry.nice_classes)


def sign_probes(sign: Sign) -> list[int]:
    """What a record asks of the marks."""
    return probes(sign.forms, sign.record.nice_classes)
