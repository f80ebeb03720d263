"""Probes of many records at once are those of each by itself."""

from __future__ import annotations

import numpy as np
import pytest

from crawlers.records import Filing
from monitor.bench.names import entries, filings
from monitor.bench.planted import planted
from monitor.matching.prepare import prepare_record
from monitor.screening import keys, probing
from monitor.screening.packing import letters

TEXTS = (
    "mao台酒",
    "贵州茅台酒股份有限公司美食",
    "长长长重行",
    "李",
    "木子 ABC",
    "行长重乐还",
    "21",
    "ア",
    "",
)


def _signs() -> list[object]:
    made = [
        Filing(source="t", native_id=str(n), text=text, nice_classes=(30, 25), event="published")
        for n, text in enumerate(TEXTS)
    ]
    aimed = [filing for *_, filing in planted(entries(40, seed=3), 60, seed=4)]
    return [prepare_record(filing) for filing in (*made, *aimed, *filings(60, seed=5))]


def test_probes_of_a_batch_are_those_of_each_sign() -> None:
    signs = _signs()
    probes, places = probing.sign_probes(signs)
    for n, sign in enumerate(signs):
        assert np.unique(probes[places == n]).tolist() == keys.sign_probes(sign), sign.main.raw


def test_a_family_left_out_turns_the_comparison_red(monkeypatch: pytest.MonkeyPatch) -> None:
    signs = _signs()
    monkeypatch.setattr("monitor.screening.hanbatch.Batch._in_class", lambda self: (np.empty(0, int),) * 2)
    probes, places = probing.sign_probes(signs)
    assert np.unique(probes[places == 0]).tolist() != keys.sign_probes(signs[0])


def test_letters_are_packed_by_two_checksums() -> None:
    """Pinned: the second checksum is worked out from the first."""
    from binascii import crc32

    for text in ("", "a", "nike", "木子", "x" * 60):
        raw = text.encode()
        expected = 9 << 58 | (crc32(raw) & 0x1FFFFFFF) << 29 | crc32(raw, 0x5A17) >> 3
        assert letters(9, text) == expected
