"""The golden table: every case is decided as its reason says; a disturbed table of weights is noticed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from golden import cases, mark_of, sign_of

from monitor.matching import model
from monitor.matching.score import compare


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['mark']}-{case['record']}")
def test_case_is_decided_as_written(case):
    hit = compare(mark_of(case), sign_of(case))
    told = [(r.signal, round(r.value, 2), r.share) for r in hit.reasons[:6]]
    assert hit.alert == case["alert"], f"{case['why']}; score {hit.score}, {told}"


def test_every_case_says_why_and_both_verdicts_occur():
    assert all(case["why"] for case in cases())
    assert {case["alert"] for case in cases()} == {True, False}


def test_seeded_fault_shuffled_weights_turn_the_table_red(monkeypatch):
    honest = model.table

    def shuffled(kind: str) -> model.Table:
        body = dict(honest(kind).body)
        names = sorted(body["curves"])
        body["curves"] = {
            name: {**body["curves"][name], "share": [-s for s in body["curves"][name]["share"]]}
            for name in names
        }
        return model.Table(body)

    monkeypatch.setattr(model, "table", shuffled)
    wrong = sum(compare(mark_of(case), sign_of(case)).alert != case["alert"] for case in cases())
    assert wrong >= 5
