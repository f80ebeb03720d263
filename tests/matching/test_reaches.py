"""Asking whether a pair reaches a line gives the score to the last digit, or nothing, and nothing else."""

from __future__ import annotations

import dataclasses
import re
import sys
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from golden import cases, mark_of, sign_of

from monitor.matching import latinpair, model, score
from monitor.matching.align import align, cells_of, lay, longest_run
from monitor.matching.respelling import _needed
from monitor.matching.sums import interpolate

MARKS = ("VELDORIN", "Velda Rino", "澜沧月", "李木", "Kwik Nite", "BORUMEL 澜沧", "ORA")
SIGNS = (
    "VELDARIN",
    "Veldorin Sport",
    "rino velda",
    "澜沧月亮",
    "木子木",
    "quick night",
    "lancangyue",
    "OPA",
    "月",
    "",
)
LINES = (0.0, 1e-9, 0.05, 0.5, 0.93, 1.0)


def _reached(mark, sign, line):
    whole = score.score(mark, sign)
    return score.reaches(mark, sign, line) == (whole if whole >= line else None)


def _made(text, classes=(9, 25)):
    return {"mark": text, "record": text, "classes": classes, "mark_classes": (25,)}


@pytest.mark.parametrize("line", LINES)
def test_a_pair_reaches_a_line_as_it_scores(line):
    for ours, theirs, classes in product(MARKS, SIGNS, ((25,), (9, 25), (36,), ())):
        assert _reached(mark_of(_made(ours)), sign_of(_made(theirs, classes)), line), (ours, theirs, classes)


def test_a_score_reaches_itself_and_not_more():
    for case in cases():
        mark, sign = mark_of(case), sign_of(case)
        whole = score.score(mark, sign)
        assert score.reaches(mark, sign, whole) == whole
        assert score.reaches(mark, sign, whole + 1e-9) is None


def test_seeded_fault_a_bound_that_is_no_bound_loses_alerts(monkeypatch):
    honest = latinpair.examine

    def despairing(*texts, hopeful=False):
        found = honest(*texts, hopeful=hopeful)
        return dataclasses.replace(found, edit=0.0, run_bits=0.0, prefix_bits=0.0) if hopeful else found

    monkeypatch.setattr(latinpair, "examine", despairing)
    pairs = [(mark_of(_made(a)), sign_of(_made(b, (25,)))) for a, b in product(MARKS, SIGNS)]
    whole = [score.score(mark, sign) for mark, sign in pairs]
    assert not all(_reached(mark, sign, value) for (mark, sign), value in zip(pairs, whole, strict=True))


@pytest.mark.parametrize("kind", model.MODELS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_flat_sum_is_the_sum_of_the_shares(kind, data):
    table = model.table(kind)
    numbers = st.one_of(
        st.sampled_from((0.0, 1.0, -1.0)), st.floats(min_value=-12, max_value=40, allow_nan=False)
    )
    values = {signal.name: data.draw(numbers) for signal in model.signals(kind)}
    length = data.draw(st.integers(min_value=1, max_value=20))
    total = table.bias - table.threshold
    for share in table.shares(values, length):
        total += share.share
    assert table.log_odds(values, length) in (total, -60.0)


@settings(max_examples=200, deadline=None)
@given(st.text("李木子张弓长月明", max_size=7), st.text("李木子张弓长月明", max_size=7))
def test_an_alignment_keeps_the_most_bits_that_any_order_allows(ours, theirs):
    found = align(ours, theirs)
    assert found == lay(ours, theirs, cells_of(ours, theirs))
    ends = [(step.at, step.to, step.from_, step.until) for step in found.steps]
    assert all(a[1] <= b[0] and a[3] <= b[2] for a, b in zip(ends, ends[1:], strict=False))
    assert sum(step.like.bits for step in found.steps) == pytest.approx(found.bits)
    at, from_, length = longest_run(ours, theirs)
    assert ours[at : at + length] == theirs[from_ : from_ + length]


@pytest.mark.parametrize(
    ("pattern", "word"),
    [("ab?c", "abc"), ("t?ch", "ch"), ("ll?e$", "lle"), ("^(kn|gn)", "gnu"), ("[st]+$", "s")],
)
def test_a_rule_is_tried_on_every_word_that_it_matches(pattern, word):
    assert re.search(pattern, word)
    assert any(letters in word for letters in _needed(pattern))


def test_a_curve_is_flat_beyond_its_ends():
    assert [interpolate(x, [1.0, 3.0], [0.0, 4.0]) for x in (0.0, 1.0, 2.0, 9.0)] == [0.0, 0.0, 2.0, 4.0]
