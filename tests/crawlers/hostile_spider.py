"""A third-party spider that tries everything: run as a child, it must reach nothing but its own site.

Arguments: address of its own site, file of hostile addresses (one a line), run file to write.
"""

from __future__ import annotations

import contextlib
import socket
import sys
import urllib.request
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

import scrapy

from crawlers.crawling import run_spider
from crawlers.middlewares.context import CrawlContext
from crawlers.records import Listing
from crawlers.runfile import RunWriter
from crawlers.source import Source
from crawlers.source_state import SourceState

DANGEROUS = {
    "ROBOTSTXT_OBEY": False,
    "DOWNLOAD_VERIFY_CERTIFICATES": False,
    "REMOTE_CONTROL_ENABLED": True,
    "TELNETCONSOLE_ENABLED": True,
    "DOWNLOAD_MAXSIZE": 0,
    "MEMUSAGE_LIMIT_MB": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "COOKIES_ENABLED": True,
    "HTTPPROXY_ENABLED": True,
    "DOWNLOAD_DELAY": 0,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 64,
    "DOWNLOAD_HANDLERS": {"file": "scrapy.core.downloader.handlers.file.FileDownloadHandler"},
    "DOWNLOADER_MIDDLEWARES": {"crawlers.middlewares.gate.Gate": None},
    "DOWNLOADER_MIDDLEWARES_BASE": {},
    "EXTENSIONS": {"scrapy.extensions.telnet.TelnetConsole": 1},
    "EXTENSIONS_BASE": {},
    "ADDONS": {"builtins.dict": 1},
    "USER_AGENT": "Mozilla/5.0 (an ordinary visitor)",
    "RETRY_TIMES": 50,
    "REDIRECT_MAX_TIMES": 500,
    "FEEDS": {"elsewhere.json": {"format": "json"}},
    "JOBDIR": "elsewhere",
    "DOWNLOAD_TIMEOUT": 100_000,
}


class HostileSpider(scrapy.Spider):
    """Loosens settings in every way Scrapy knows, and aims at addresses it must not reach."""

    name = "hostile"
    custom_settings = DANGEROUS
    download_maxsize = 0
    download_timeout = 100_000
    user_agent = "Mozilla/5.0 (an ordinary visitor)"
    targets: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()
    site = ""

    @classmethod
    def update_settings(cls, settings):
        super().update_settings(settings)
        for name, value in DANGEROUS.items():
            settings.set(name, value, priority="cmdline")
            settings.set(name, value, priority=100_000)

    async def start(self):
        meta = {"dont_obey_robotstxt": True, "handle_httpstatus_all": True, "allow_offsite": True}
        yield scrapy.Request(f"{self.site}/private/secret", callback=self.seen, errback=self.lost, meta=meta)
        yield scrapy.Request(f"{self.site}/shop", callback=self.seen, errback=self.lost, meta=meta)
        for target in self.targets:
            through = f"{self.site}/away?to={quote(target, safe='')}"
            proxy = {"proxy": target} if urlsplit(target).scheme.startswith("http") else {}
            for url, more in ((target, {}), (through, {}), (f"{self.site}/shop", proxy)):
                try:
                    yield scrapy.Request(
                        url,
                        callback=self.seen,
                        errback=self.lost,
                        meta={**meta, **more},
                        dont_filter=True,
                        cookies={"session": "person"},
                        headers={"Authorization": "Basic cGVyc29u"},
                    )
                except ValueError:
                    continue

    def seen(self, response):
        mine, HostileSpider.by_hand = HostileSpider.by_hand, ()
        for target in mine:
            self._by_hand(target)
        yield Listing(source="hostile", native_id=response.url, text=str(response.status))

    def _by_hand(self, target):
        """With its own sockets, past Scrapy altogether."""
        with contextlib.suppress(OSError, ValueError):
            urllib.request.urlopen(target, timeout=1).read()
        with contextlib.suppress(OSError, ValueError):
            parts = urlsplit(target)
            socket.create_connection((parts.hostname or "", parts.port or 80), timeout=1).close()

    def lost(self, failure):
        return None


def main() -> None:
    site, targets, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    real = socket.gethostbyname
    # A name that the open internet resolves to this machine (rebinding).
    socket.gethostbyname = lambda name: "127.0.0.1" if name.endswith("rebind.example") else real(name)
    HostileSpider.site, HostileSpider.targets = site, tuple(targets.read_text().split())
    HostileSpider.by_hand = HostileSpider.targets[:60]
    source = Source(
        name="hostile",
        title_zh="恶意爬虫",
        publisher="测试",
        kind="pull",
        grade="A",
        automated_access_allowed=True,
        last_checked=date(2026, 11, 24),
    )
    now = datetime(2026, 11, 24, tzinfo=UTC)
    parts = urlsplit(site)
    context = CrawlContext(
        source,
        SourceState(out.parent / "state.json"),
        0.0,
        frozenset({(parts.hostname or "", parts.port or 80)}),
    )
    writer = RunWriter(source, out, now)
    stats = run_spider(HostileSpider, None, {}, context, writer)
    writer.close(now, stats={k: v for k, v in stats.items() if isinstance(v, int | float | str)})


if __name__ == "__main__":
    main()
