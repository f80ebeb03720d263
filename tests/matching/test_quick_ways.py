"""What is laid out for speed gives what the plain way gives: sums, alignments, runs, respelling rules."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching import model
from monitor.matching.align import align, cells_of, lay, longest_run
from monitor.matching.respelling import _needed
from monitor.matching.sums import interpolate


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
