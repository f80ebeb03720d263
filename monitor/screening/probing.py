"""The probes of many records in one step: the same keys as `keys.sign_probes` gives for each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from monitor.matching.prepare import Form, Sign
from monitor.screening import keys
from monitor.screening.hanbatch import Batch
from monitor.screening.hankeys import LONG
from monitor.screening.hanprobes import title_probes
from monitor.screening.store import Numbers

_FEW = 8  # signs from which on arrays cost less than calls


def sign_probes(signs: Sequence[Sign]) -> tuple[Numbers, Numbers]:
    """(probes, places of the signs that ask for them); a probe may come more than once."""
    if len(signs) < _FEW:
        return _flat([keys.sign_probes(sign) for sign in signs], np.arange(len(signs)))
    forms = [(n, form) for n, sign in enumerate(signs) for form in sign.forms]
    scopes = [keys.scope_of(sign.record.nice_classes) for sign in signs]
    short = [(n, form) for n, form in forms if 0 < len(form.units) < LONG]
    batch = Batch([form.units for _, form in short], [scopes[n] for n, _ in short])
    owner = np.array([n for n, _ in short], dtype=np.int64)
    found = [(probes, owner[places]) for places, probes in batch.probes()] if short else []
    asked = [(*_title(form), *keys.other_probes(form, scopes[n])) for n, form in forms]
    found.append(_flat(asked, np.array([n for n, _ in forms])))
    return np.concatenate([probes for probes, _ in found]), np.concatenate([places for _, places in found])


def _title(form: Form) -> tuple[int, ...]:
    return title_probes(form.units) if len(form.units) >= LONG else ()


def _flat(asked: Sequence[Sequence[int]], owner: Numbers) -> tuple[Numbers, Numbers]:
    sizes = np.fromiter(map(len, asked), dtype=np.int64, count=len(asked))
    flat = np.fromiter(chain.from_iterable(asked), dtype=np.int64, count=int(sizes.sum()))
    return flat, np.repeat(owner, sizes)
