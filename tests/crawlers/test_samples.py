"""Every feed, table and spider has a sample of ten rows, and reads it exactly as written beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sample_runs import SAMPLES, outcomes_of

import crawlers.spiders
from crawlers.crawling import own_sources, spider_class
from crawlers.registry import all_sources, feed_modules, spider_makes
from crawlers.source import Source

#: A pull source that refuses to start reads no page, so it has nothing to show.
COLLECTED = [s for s in all_sources() if s.kind == "drop" or s.automated_access_allowed]


def check_sample(source: Source, tmp_path: Path) -> None:
    folder = SAMPLES / source.name
    expected = folder / "expected.json"
    assert expected.is_file(), f"{source.name} has no {expected.relative_to(SAMPLES.parents[2])}"
    wanted = json.loads(expected.read_text(encoding="utf-8"))
    got = json.loads(json.dumps(outcomes_of(source, tmp_path)))
    assert len(got["outcomes"]) >= 10
    assert got == wanted


@pytest.mark.parametrize("source", COLLECTED, ids=lambda s: s.name)
def test_every_source_reads_its_sample_as_expected(source: Source, tmp_path: Path) -> None:
    check_sample(source, tmp_path)


def test_a_source_without_a_sample_is_noticed(tmp_path: Path) -> None:
    stranger = COLLECTED[0].model_copy(update={"name": "no_sample_here"})
    with pytest.raises(AssertionError, match="no_sample_here has no"):
        check_sample(stranger, tmp_path)


def test_a_changed_record_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawlers.reading.gazette_rows.date_agrees", lambda issue, printed: True)
    source = next(s for s in COLLECTED if s.name == "cnipa_gazette_old")
    with pytest.raises(AssertionError):
        check_sample(source, tmp_path)


def test_every_make_of_spider_is_used_by_a_source_with_a_sample() -> None:
    from crawlers.declaration import built_in, load

    used = {load(built_in()[s.name]).spider for s in COLLECTED if s.kind == "pull"}
    assert used >= set(spider_makes())


def test_modules_beside_the_feeds_are_feeds() -> None:
    folder = Path(__file__).parents[2] / "crawlers" / "feeds"
    modules = {file.stem for file in folder.glob("*.py")} - {"__init__", "table"}
    assert modules == set(feed_modules())


def test_names_are_unique() -> None:
    names = [source.name for source in all_sources()]
    assert len(names) == len(set(names))


def test_a_website_is_one_file_that_introduces_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lone_site.py").write_text(LONE_SITE, encoding="utf-8")
    monkeypatch.setattr(crawlers.spiders, "__path__", [*crawlers.spiders.__path__, str(tmp_path)])
    assert [source.name for source in own_sources()] == ["lone_site"]
    assert spider_class("lone_site").name == "lone_site"


LONE_SITE = """
from datetime import date
import scrapy
from crawlers.source import Source
SOURCE = Source(name="lone_site", title_zh="独站", publisher="示例", kind="pull", grade="A", last_checked=date(2026, 11, 24))
class LoneSpider(scrapy.Spider):
    name = "lone_site"
"""
