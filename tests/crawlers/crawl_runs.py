"""How the tests crawl: real children against real HTTP servers on loopback, faults seeded by name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from crawlers.demo_site import DemoSite, Mode
from crawlers.launch import CrawlResult, start_crawl
from crawlers.runfile import read_summary, refused_path

PATHS = {"demo_gazette": "/gazette?page=1", "demo_shop": "/shop?page=1", "demo_shop_json": "/api/shop?page=1"}

#: Python that makes one promise false, run before the crawl.
FAULTS = {
    "nothing is a success": (
        "import crawlers.runfile as r; r.RunWriter._shortfall = lambda self: '';"
        "import crawlers.crawling as c; c._nothing_came = lambda stats: ''"
    ),
    "exceptions do not count": "import crawlers.crawling as c; c._verdict = lambda *a: ''",
    "scrapy's own robots middleware": (
        "import crawlers.scrapy_settings as s;"
        "s.DOWNLOADER_MIDDLEWARES.pop('crawlers.middlewares.robots.FailClosedRobots');"
        "s.DOWNLOADER_MIDDLEWARES['scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware'] = 100"
    ),
    "walls are not seen": "import crawlers.barriers as b; b.from_page = lambda text: ''",
    "a spider that raises": (
        "import crawlers.spiders.shop as s; s.ShopSpider.open_page = lambda self, response: 1 / 0"
    ),
}


def crawl(source: str, folder: Path, mode: Mode = "", **options: object) -> tuple[CrawlResult, list[str]]:
    """One crawl of the demo site in `mode`; the result, and the paths that were asked for."""
    with DemoSite(mode) as site:
        result = start_crawl(
            source, folder / "run.jsonl", options={"start_url": site.url + PATHS[source], **options}
        )
    return result, [path for _, path in site.seen]


def crawl_with_faults(source: str, folder: Path, mode: Mode, *faults: str) -> tuple[bool, list[str]]:
    """As `crawl`, with faults seeded in the child: (was it published, the paths asked for)."""
    out = folder / "run.jsonl"
    code = ";".join(FAULTS[fault] for fault in faults)
    with DemoSite(mode) as site:
        words = ["run", source, "--out", str(out), "--option", f"start_url={site.url}{PATHS[source]}"]
        program = f"{code};from crawlers.__main__ import main; main({words!r})"
        subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, timeout=60)
    if out.exists():
        return True, [path for _, path in site.seen]
    assert read_summary(refused_path(out)).reason
    return False, [path for _, path in site.seen]
