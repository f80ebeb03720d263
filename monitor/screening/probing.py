"""The probes of many records in one step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from monitor.matching.prepare import Sign
from monitor.screening import keys
from monitor.screening.store import Numbers


def sign_probes(signs: Sequence[Sign]) -> tuple[Numbers, Numbers]:
    """(probes, places of the signs that ask for them), each pair once."""
    asked = [keys.sign_probes(sign) for sign in signs]
    sizes = np.fromiter(map(len, asked), dtype=np.int64, count=len(asked))
    flat = np.fromiter((key for probes in asked for key in probes), dtype=np.int64, count=int(sizes.sum()))
    return flat, np.repeat(np.arange(len(asked)), sizes)
