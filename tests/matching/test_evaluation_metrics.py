"""Every measure against a toy that is counted by hand, and the two file forms end to end."""

from __future__ import annotations

import json

import pytest

from monitor.evaluation import metrics
from monitor.evaluation.report import compare
from monitor.evaluation.rows import BadRow, read_rows
from monitor.evaluation.run import run
from monitor.evaluation.scorer import PlainRatio

SCORES, LABELS = [0.9, 0.8, 0.7, 0.6, 0.5], [1, 0, 1, 1, 0]


def test_counts_at_a_threshold():
    at = metrics.count(SCORES, LABELS, 0.7)
    assert (at.hit, at.missed, at.false, at.quiet) == (2, 1, 1, 1)
    assert at.precision == pytest.approx(2 / 3)
    assert at.recall == pytest.approx(2 / 3)
    assert at.f1 == pytest.approx(2 / 3)


def test_average_precision_by_hand():
    # hits at ranks 1, 3, 4: (1/1 + 2/3 + 3/4) / 3
    assert metrics.average_precision(SCORES, LABELS) == pytest.approx((1 + 2 / 3 + 3 / 4) / 3)


def test_ties_are_taken_together():
    assert metrics.average_precision([0.5, 0.5, 0.5, 0.5], [1, 0, 0, 1]) == pytest.approx(0.5)


def test_threshold_for_an_allowance_leaves_ties_out():
    ordinary = [0.9, 0.8, 0.8, 0.7]
    assert metrics.threshold_for(ordinary, 1) == 0.9
    assert metrics.threshold_for(ordinary, 2) == 0.9  # taking 0.8 would cost three
    assert metrics.threshold_for(ordinary, 3) == 0.8
    assert metrics.threshold_for(ordinary, 4) == 0.0
    assert metrics.threshold_for(ordinary, 0) > 0.9


def _row(number, mark, text, label, **more):
    return {
        "id": f"r{number}",
        "kind": "trademark",
        "watch": mark and {"id": f"w-{mark}", "text": mark, "category": "普通商标", "nice_classes": [30]},
        "candidate": {"text": text, "form": "filing", "nice_classes": [30], "applicant": "甲公司"},
        "label": label,
        "mechanism": "identical" if label else "unrelated",
        "contested": False,
        **more,
    }


@pytest.fixture
def toy(tmp_path):
    rows = [_row(1, "青城雪芽", "青城雪芽", 1), _row(2, "青城雪芽", "宏远", 0), _row(3, None, "平安", 0)]
    path = tmp_path / "toy.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    (tmp_path / "ordinary_names.txt").write_text("平安\n宏远\n", encoding="utf-8")
    return path


def test_the_constructed_form_end_to_end(toy):
    figures = run(toy).figures
    assert figures["pairs"]["all"]["f1"] == 1.0
    assert figures["retrieval"]["recall"] == 1.0
    assert figures["retrieval"]["stream"]["names"] == 2
    assert figures["pairs"]["worst"] == {"misses": [], "false_alarms": []}


def test_a_report_compares_with_an_earlier_one(toy):
    ours, plain = run(toy), run(toy, PlainRatio())
    lines = list(compare(ours, json.loads(plain.to_json())))
    assert all("→" in line for line in lines)
    assert list(compare(ours, json.loads(ours.to_json()))) == []
    assert any("F1" in line or "f1" in line for line in ours.lines())


def test_the_fought_form_end_to_end(tmp_path):
    rows = [
        _row(1, "青城雪芽", "正宗青城雪芽", 1, jurisdiction="CN", goods="identical", year=2020),
        _row(2, "VELDORIN", "VELDORIN PRO", 0, jurisdiction="US", goods="similar", year=2021),
    ]
    path = tmp_path / "fought.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    (tmp_path / "ordinary_zh.tsv").write_text("宏远\t39\n平安\t36\n", encoding="utf-8")
    figures = run(path).figures["fought"]
    assert figures["han"]["recall_at_per_100k"]["2"] == 1.0
    assert figures["han"]["pairs"] == 2
    assert "absent" in figures["latin"]


def test_a_bad_row_is_named(tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(BadRow, match=r"bad\.jsonl:1"):
        read_rows(path)
