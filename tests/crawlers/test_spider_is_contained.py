"""A third-party spider that tries everything changes no setting and reaches nothing (promises I1, I8, I9)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import scrapy
from hostile_spider import DANGEROUS, HostileSpider
from scrapy.crawler import Crawler
from trap_servers import OwnSite, Trap, hostile_addresses

from crawlers.crawling import spider_class
from crawlers.registry import spider_makes
from crawlers.runfile import read_summary
from crawlers.scrapy_settings import SAFE, USER_AGENT, safe_settings, violations

#: What reliability finding 6 and library notes 2 name, and what else opens a door.
DOORS = {
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "ROBOTSTXT_OBEY": True,
    "REMOTE_CONTROL_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "COOKIES_ENABLED": False,
    "AUTOTHROTTLE_ENABLED": True,
    "DOWNLOAD_MAXSIZE": 32 << 20,
    "MEMUSAGE_LIMIT_MB": 400,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": 2.0,
    "DOWNLOAD_DELAY_JITTER": 0.0,
    "HTTPPROXY_ENABLED": False,
    "HTTPCACHE_ENABLED": False,
    "FEED_EXPORT_ENCODING": "utf-8",
    "REDIRECT_MAX_TIMES": 5,
    "USER_AGENT": USER_AGENT,
}


class Plain(scrapy.Spider):
    """A spider of somebody who thought of nothing."""

    name = "plain"


@pytest.mark.parametrize(
    "spider", [*map(spider_class, spider_makes()), Plain, HostileSpider], ids=lambda s: s.__name__
)
def test_the_settings_in_force_are_the_safe_ones(spider: type[scrapy.Spider]) -> None:
    settings = Crawler(spider, safe_settings(2.0)).settings
    assert {name: settings[name] for name in DOORS} == DOORS
    assert violations(settings) == []
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert sorted(scheme for scheme, handler in handlers.items() if handler) == ["http", "https"]
    assert not [name for name in SAFE if name in DANGEROUS and settings[name] == DANGEROUS[name]]


def test_the_judge_sees_each_loosened_setting() -> None:
    from scrapy.settings import Settings

    for name, value in DANGEROUS.items():
        loose = Settings({**SAFE, "DOWNLOAD_DELAY": 2.0})
        assert violations(loose) == []
        loose.set(name, value, priority="spider")
        assert violations(loose), f"{name} was loosened and nobody noticed"


def test_without_the_lock_the_hostile_spider_would_win() -> None:
    from scrapy.settings import Settings

    assert violations(Crawler(HostileSpider, Settings({**SAFE, "DOWNLOAD_DELAY": 2.0})).settings)


LOCAL = ("http://127.0.0.1:{}/", "http://0x7f.1:{}/", "http://rebind.example:{}/", "http://localhost:{}/")


def run_hostile(
    folder: Path, before: str = "", only: tuple[str, ...] = ()
) -> tuple[int, OwnSite, dict[str, str | int | float]]:
    """The hostile spider in a child against traps: connections to them, its site, its stats."""
    with Trap() as trap, OwnSite() as site:
        targets = [one.format(trap.port) for one in only] or hostile_addresses(trap.port)
        (folder / "targets").write_text("\n".join(targets), encoding="utf-8")
        words = [site.url, str(folder / "targets"), str(folder / "run.jsonl")]
        program = (
            f"import sys;sys.argv[1:] = {words!r};{before or 'pass'};import hostile_spider as h;h.main()"
        )
        child = subprocess.run(
            [sys.executable, "-c", program], cwd=Path(__file__).parent, capture_output=True, timeout=280
        )
        assert child.returncode == 0, child.stderr.decode()[-2000:]
        return trap.connections, site, dict(read_summary(folder / "run.jsonl").stats)


@pytest.mark.slow
def test_four_hundred_hostile_addresses_get_no_connection(tmp_path: Path) -> None:
    assert len(set(hostile_addresses(9))) >= 400
    connections, site, stats = run_hostile(tmp_path)
    assert connections == 0
    paths = [path for path, _ in site.seen]
    assert "/private/secret" not in paths and "/shop" in paths
    assert sum(path.startswith("/away") for path in paths) > 300
    for _, headers in site.seen:
        assert headers["User-Agent"] == USER_AGENT
        assert not {"Cookie", "Authorization"} & set(headers)
    assert int(stats["gate/forbidden"]) > 400


@pytest.mark.slow
def test_with_both_walls_down_the_traps_are_hit(tmp_path: Path) -> None:
    down = (
        "import crawlers.netguard as n; n.is_public = lambda text: True;"
        "import crawlers.middlewares.gate as g; g.refuse_url = lambda url, loopback: None"
    )
    assert run_hostile(tmp_path, down, LOCAL)[0] > 0, "the harness would not notice"


@pytest.mark.slow
def test_the_second_wall_stands_alone(tmp_path: Path) -> None:
    down = "import crawlers.middlewares.gate as g; g.refuse_url = lambda url, loopback: None"
    assert run_hostile(tmp_path, down, LOCAL)[0] == 0
