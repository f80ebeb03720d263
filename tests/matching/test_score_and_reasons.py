"""Scores are the same singly, in batch and explained; more likeness never lowers them."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from golden import cases, mark_of, sign_of

from monitor.matching import model, score
from monitor.matching.pool import Pool
from monitor.matching.prepare import prepare_entry, prepare_record
from watchlists.entries import WatchEntry


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['mark']}-{case['record']}")
def test_fast_path_and_explanation_agree_to_the_last_digit(case):
    mark, sign = mark_of(case), sign_of(case)
    hit = score.compare(mark, sign)
    assert score.score(mark, sign) == hit.score
    assert score.compare(mark_of(case), sign_of(case)) == hit


@pytest.mark.parametrize("case", [c for c in cases() if c["alert"]], ids=lambda case: case["record"])
def test_shares_add_up_to_the_log_odds(case):
    hit = score.compare(mark_of(case), sign_of(case))
    total = sum(reason.share for reason in hit.reasons)
    assert hit.score == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-6)
    assert all(reason.text for reason in hit.reasons)
    assert hit.rules


@pytest.mark.parametrize("kind", model.MODELS)
def test_curves_never_fall(kind):
    for name, (at, share) in model.table(kind).curves.items():
        assert at == sorted(at), name
        assert share == sorted(share), name


@pytest.mark.parametrize("kind", model.MODELS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_more_likeness_never_lowers_the_score(kind, data):
    table = model.table(kind)
    names = [signal.name for signal in model.signals(kind)]
    numbers = st.floats(min_value=-12, max_value=40, allow_nan=False)
    values = {name: data.draw(numbers) for name in names}
    raised = data.draw(st.sampled_from(names))
    more = {**values, raised: values[raised] + data.draw(st.floats(min_value=0, max_value=20))}
    length = data.draw(st.integers(min_value=1, max_value=20))
    assert table.log_odds(more, length) >= table.log_odds(values, length) - 1e-9


@pytest.mark.parametrize("kind", model.MODELS)
def test_rarity_falls_as_the_score_rises(kind):
    table = model.table(kind)
    rates = [table.per_100k(distance / 4, 3) for distance in range(-40, 41)]
    assert rates == sorted(rates, reverse=True)
    assert all(rate > 0 for rate in rates)


def test_candidates_are_enough_for_every_alert_of_the_golden_table():
    for case in cases():
        if case["alert"]:
            assert list(Pool([mark_of(case)]).candidates(sign_of(case))) == [0], case["record"]


def test_an_alias_is_compared_like_the_text():
    entry = WatchEntry(id="w", category="FB", text="VELDORIN", aliases=("维朵林",), nice_classes=(9,))
    sign = sign_of({"record": "维朵林", "classes": [9]})
    assert score.compare(prepare_entry(entry), sign).matched_text == "维朵林"
    without = prepare_entry(entry.model_copy(update={"aliases": ()}))
    assert score.score(without, sign) < score.score(prepare_entry(entry), sign)


def test_hostile_texts_are_scored_without_harm():
    mark = prepare_entry(WatchEntry(id="w", category="WKM", text="澜沧月", nice_classes=(33,)))
    for text in (
        "",
        "\u202e\r\nBcc: x",
        "=cmd()",
        "<b>澜沧月</b>",
        "澜" * 200,
        "\x00",
        "🍵" * 50,
        "a" * 10_000,
    ):
        sign = sign_of({"record": text, "classes": [33]})
        assert 0.0 <= score.score(mark, sign) <= 1.0


def test_an_excluded_text_never_alerts():
    entry = WatchEntry(id="w", category="WKM", text="澜沧月", nice_classes=(33,), exclusions=("澜沧月亮",))
    hit = score.compare(prepare_entry(entry), sign_of({"record": "澜沧月亮", "classes": [33]}))
    assert not hit.alert and hit.reasons[0].signal == "rule"


def test_a_smaller_budget_asks_for_a_higher_score():
    mark = prepare_entry(WatchEntry(id="w", category="WKM", text="澜沧月", nice_classes=(33,)))
    lines = [score.threshold_for_budget([mark], monthly) for monthly in (100, 10, 1)]
    assert lines == sorted(lines)


def test_prepare_record_of_a_filing_with_variants_compares_them():
    record = sign_of({"record": "图形", "classes": [9]}).record.model_copy(update={"variants": ("VELDORIN",)})
    mark = prepare_entry(WatchEntry(id="w", category="FB", text="VELDORIN", nice_classes=(9,)))
    assert score.compare(mark, prepare_record(record)).alert
