"""A run file appears whole or not at all, and only when the expectations hold."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crawlers.outcome import Ignored, Rejected, from_json, to_json
from crawlers.records import Filing, Listing
from crawlers.runfile import RunError, RunWriter, read_run, read_summary, refused_path
from crawlers.source import Expectations, Source, SourceRefused, require_automated_access

START = datetime(2026, 11, 24, tzinfo=UTC)
END = datetime(2026, 11, 24, 0, 1, tzinfo=UTC)


def source(**expect: object) -> Source:
    return Source(
        name="test_source",
        title_zh="测试",
        publisher="测试",
        kind="drop",
        grade="C",
        last_checked=date(2026, 11, 24),
        expect=Expectations.model_validate(expect),
    )


def filing(n: int, **more: object) -> Filing:
    return Filing(source="test_source", native_id=str(n), text="禾川记", **more)


def test_a_good_run_is_published_with_its_summary(tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    writer = RunWriter(source(min_records=2), out, START, "in.csv")
    bad = Rejected("in.csv", 3, "国际分类", "99", "不是尼斯分类", "not a class", "raw,row")
    outcomes = [filing(1), bad, Ignored("not wanted"), filing(2)]
    for outcome in outcomes:
        writer.add(outcome)
        assert not out.exists()
    summary = writer.close(END)
    assert summary.reason == "" and list(tmp_path.iterdir()) == [out]
    assert (summary.inputs, summary.records, summary.rejected, summary.ignored) == (
        4,
        2,
        1,
        {"not wanted": 1},
    )
    found, read = read_run(out)
    assert found == summary
    assert list(read) == outcomes


@pytest.mark.parametrize(
    ("expect", "records", "rejected", "words"),
    [
        ({}, 0, 0, "只有 0 条"),
        ({"min_records": 3}, 2, 0, "只有 2 条"),
        ({"may_be_empty": True}, 0, 2, "只有 0 条"),
        ({"max_rejected": 0.1}, 4, 1, "1 行无法读取"),
        ({"fill": {"applicant": 0.5}}, 4, 0, "填充率 0%"),
    ],
)
def test_a_run_below_its_expectations_is_kept_apart(
    tmp_path: Path, expect: dict[str, object], records: int, rejected: int, words: str
) -> None:
    out = tmp_path / "run.jsonl"
    writer = RunWriter(source(**expect), out, START)
    for n in range(records):
        writer.add(filing(n))
    for n in range(rejected):
        writer.add(Rejected("f", n, "x", "y", "坏", "bad"))
    summary = writer.close(END)
    assert words in summary.reason
    assert list(tmp_path.iterdir()) == [refused_path(out)]
    assert read_summary(refused_path(out)) == summary


def test_only_a_source_that_says_so_may_be_empty(tmp_path: Path) -> None:
    writer = RunWriter(source(may_be_empty=True), tmp_path / "run.jsonl", START)
    assert writer.close(END).reason == ""


def test_a_reason_from_outside_refuses_a_full_run(tmp_path: Path) -> None:
    writer = RunWriter(source(), tmp_path / "run.jsonl", START)
    writer.add(filing(1))
    assert writer.close(END, reason="遇到验证码", blocked="captcha").blocked == "captcha"
    assert not (tmp_path / "run.jsonl").exists()


def test_a_cut_run_file_is_no_run_file(tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    writer = RunWriter(source(), out, START)
    for n in range(50):
        writer.add(filing(n))
    writer.close(END)
    whole = out.read_bytes()
    for cut in (0, 1, len(whole) // 2, len(whole) - 3):
        out.write_bytes(whole[:cut])
        with pytest.raises(RunError):
            read_run(out)


def test_a_record_too_long_to_be_read_back_is_rejected_and_counted(tmp_path: Path) -> None:
    writer = RunWriter(source(), tmp_path / "run.jsonl", START)
    writer.add(filing(1))
    writer.add(Filing(source="test_source", native_id="2", text="长" * 300_000))
    summary = writer.close(END)
    assert (summary.records, summary.rejected) == (1, 1)
    assert len(list(read_run(tmp_path / "run.jsonl")[1])) == 2


@pytest.mark.parametrize(
    "text", ["\r\nBcc: x@y.example", "\u202e\u2066", "𠮷\U0001f600", "a\x00b", '"}\n{"summary":1}']
)
def test_hostile_text_survives_unchanged(tmp_path: Path, text: str) -> None:
    out = tmp_path / "run.jsonl"
    writer = RunWriter(source(), out, START)
    writer.add(Listing(source="test_source", native_id="1", text=text))
    writer.close(END)
    (got,) = read_run(out)[1]
    assert isinstance(got, Listing) and got.text == text


def test_lines_of_another_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="不是运行文件"):
        from_json({"something": 1})
    assert from_json(json.loads(json.dumps(to_json(Ignored("x"))))) == Ignored("x")


def test_sources_that_forbid_automated_access_refuse_to_start() -> None:
    pull = source().model_copy(update={"kind": "pull"})
    with pytest.raises(SourceRefused, match="zhiwei import"):
        require_automated_access(pull)
    require_automated_access(pull.model_copy(update={"automated_access_allowed": True}))


def test_silence_is_twice_the_schedule_unless_declared() -> None:
    assert source().silence_limit == 2 * source().schedule
