"""Crawls of a real site on loopback: the good one is published, each bad one is refused and says why."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from crawl_runs import PATHS, crawl, crawl_with_faults

from crawlers.declaration import built_in
from crawlers.demo_pages import content
from crawlers.demo_site import DemoSite, Mode
from crawlers.launch import start_crawl
from crawlers.outcome import RECORD_TYPES
from crawlers.runfile import read_run


def test_the_shop_is_read_page_by_page(tmp_path: Path) -> None:
    result, seen = crawl("demo_shop", tmp_path)
    assert result.state == "done" and result.run is not None and result.summary is not None
    assert seen == ["/robots.txt", *(f"/shop?page={n}" for n in (1, 2, 3, 4))]
    found = {o.native_id: o for o in read_run(result.run)[1] if isinstance(o, RECORD_TYPES)}
    assert set(found) == {row["number"] for row in content()[1]}
    assert result.summary.inputs == result.summary.records == 80


@pytest.mark.slow
def test_the_gazette_is_read_with_every_notice(tmp_path: Path) -> None:
    result, seen = crawl("demo_gazette", tmp_path)
    assert result.state == "done" and result.summary is not None
    assert result.summary.records == 120 and len(seen) == 1 + 6 + 120
    assert not result.summary.warnings


@pytest.mark.slow
def test_json_and_html_of_the_same_shop_give_the_same_listings(tmp_path: Path) -> None:
    texts = []
    for source in ("demo_shop", "demo_shop_json"):
        result, _ = crawl(source, tmp_path / source)
        assert result.run is not None
        texts.append(sorted(o.text for o in read_run(result.run)[1] if isinstance(o, RECORD_TYPES)))
    assert texts[0] == texts[1]


REFUSED: list[tuple[Mode, str, int]] = [  # mode, words of the reason, most requests
    ("empty", "只有 0 条", 2),
    ("half", "只有 40 条", 3),
    ("layout", "只有 0 条", 5),
    ("error_text", "只有 0 条", 2),
    ("robots_503", "robots.txt 无法读取", 1),
    ("robots_forbid", "robots.txt 禁止", 1),
    ("huge", "请求失败", 2),
    ("bomb", "只有 0 条", 2),
]


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "words", "requests"), REFUSED)
def test_a_bad_site_publishes_nothing(tmp_path: Path, mode: Mode, words: str, requests: int) -> None:
    result, seen = crawl("demo_shop", tmp_path, mode)
    assert (result.state, result.run) == ("refused", None)
    assert words in result.reason
    assert len(seen) <= requests


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("login", "login"),
        ("login_page", "login"),
        ("captcha", "captcha"),
        ("forbidden", "403"),
        ("too_many", "429"),
    ],
)
def test_a_wall_stops_the_source_for_a_day(tmp_path: Path, mode: Mode, kind: str) -> None:
    with DemoSite(mode) as site:
        options = {"start_url": site.url + PATHS["demo_gazette"]}
        first = start_crawl("demo_gazette", tmp_path / "a.jsonl", options=options)
        asked = len(site.seen)
        again = start_crawl("demo_gazette", tmp_path / "b.jsonl", options=options)
    assert first.state == again.state == "blocked"
    assert first.summary is not None and first.summary.blocked == kind
    assert "zhiwei import" in again.reason
    assert asked == 2  # robots.txt and the page that barred us
    assert len(site.seen) - asked <= 1


@pytest.mark.slow
def test_a_redirect_to_a_private_address_is_not_followed(tmp_path: Path) -> None:
    with DemoSite() as private, DemoSite("leads_away", trap=private.url + "/secret") as site:
        options = {"start_url": site.url + PATHS["demo_shop"]}
        result = start_crawl("demo_shop", tmp_path / "run.jsonl", options=options)
    assert result.state == "refused" and "禁止的地址" in result.reason
    assert private.seen == []


@pytest.mark.slow
def test_a_robots_file_that_never_comes_closes_the_site(tmp_path: Path) -> None:
    result, seen = crawl("demo_shop", tmp_path, "robots_hang")
    assert result.state == "refused" and "robots.txt" in result.reason
    assert seen == ["/robots.txt"]


@pytest.mark.slow
def test_lost_notices_are_counted_and_too_many_of_them_refuse_the_run(tmp_path: Path) -> None:
    result, _ = crawl("demo_gazette", tmp_path, "broken_notices")
    assert result.state == "refused" and result.summary is not None
    assert result.summary.inputs == 120 and result.summary.rejected > 12


def test_a_stopped_crawl_publishes_nothing(tmp_path: Path) -> None:
    stop = threading.Event()
    threading.Timer(2.5, stop.set).start()
    with DemoSite("slow") as site:
        began = time.monotonic()
        options = {"start_url": site.url + PATHS["demo_gazette"]}
        result = start_crawl("demo_gazette", tmp_path / "run.jsonl", options=options, stop=stop)
    assert result.state == "stopped" and time.monotonic() - began < 14
    assert not (tmp_path / "run.jsonl").exists()


def test_a_crawl_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with DemoSite("slow") as site:
        options = {"start_url": site.url + PATHS["demo_gazette"]}
        result = start_crawl("demo_gazette", tmp_path / "run.jsonl", options=options, time_limit_s=2.5)
    assert result.state == "timeout"
    assert not list(tmp_path.glob("*.part"))


def test_the_office_that_forbids_it_is_not_crawled(tmp_path: Path) -> None:
    result = start_crawl("cnipa_gazette", tmp_path / "run.jsonl")
    assert result.state == "failed" and "zhiwei import" in result.reason


def test_an_unknown_source_says_where_the_names_are(tmp_path: Path) -> None:
    result = start_crawl("no_such_source", tmp_path / "run.jsonl")
    assert result.state == "failed" and "no_such_source" in result.reason


@pytest.mark.slow
def test_a_daily_quota_holds_over_crawls_and_a_source_file_may_lie_anywhere(tmp_path: Path) -> None:
    config = tmp_path / "demo_shop.toml"
    text = built_in()["demo_shop"].read_text(encoding="utf-8")
    config.write_text(text.replace('kind = "pull"', 'kind = "pull"\ndaily_quota = 3'), encoding="utf-8")
    with DemoSite() as site:
        options = {"start_url": site.url + PATHS["demo_shop"]}
        for name in ("a", "b"):
            result = start_crawl("demo_shop", tmp_path / f"{name}.jsonl", config, options=options)
            assert result.state == "refused"
    assert len(site.seen) == 3
    assert "额度" in result.reason or "robots.txt" in result.reason


@pytest.mark.slow
def test_requests_to_one_host_keep_their_distance(tmp_path: Path) -> None:
    with DemoSite() as site:
        options = {"start_url": site.url + PATHS["demo_shop"], "delay_s": 0.5}
        start_crawl("demo_shop", tmp_path / "run.jsonl", options=options)
    times = [at for at, _ in site.seen]
    assert len(times) == 5
    assert all(later - earlier >= 0.45 for earlier, later in zip(times, times[1:], strict=False))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "mode"),
    [
        ("nothing is a success", "empty"),
        ("nothing is a success", "layout"),
        ("nothing is a success", "huge"),
    ],
)
def test_a_seeded_fault_would_publish_an_empty_run(tmp_path: Path, fault: str, mode: Mode) -> None:
    assert crawl_with_faults("demo_shop", tmp_path, mode, fault)[0], "the harness would not notice"


@pytest.mark.slow
def test_exceptions_in_a_spider_refuse_the_run_and_without_the_verdict_would_not(tmp_path: Path) -> None:
    raising = "a spider that raises"
    assert not crawl_with_faults("demo_shop", tmp_path / "a", "", raising)[0]
    faults = (raising, "exceptions do not count", "nothing is a success")
    assert crawl_with_faults("demo_shop", tmp_path / "b", "", *faults)[0]


@pytest.mark.slow
def test_scrapys_own_robots_middleware_would_crawl_behind_a_503(tmp_path: Path) -> None:
    _, seen = crawl_with_faults("demo_shop", tmp_path, "robots_503", "scrapy's own robots middleware")
    assert "/shop?page=1" in seen, "the harness would not notice"


@pytest.mark.slow
def test_an_unseen_captcha_would_not_be_a_wall(tmp_path: Path) -> None:
    crawl_with_faults("demo_shop", tmp_path, "captcha", "walls are not seen")
    assert not (tmp_path / "state" / "demo_shop.json").read_text().count("captcha")
