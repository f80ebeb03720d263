"""robots.txt that fails closed: unreachable or 5xx means complete disallow until it could be read again.

RFC 9309: 4xx is "no rules", 5xx and network errors are "assume complete disallow". Scrapy's own
middleware reads an error page as rules and takes a network error for permission.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK

from crawlers.middlewares.context import CrawlContext, context_of

AGENT = "zhiwei"
_UNREADABLE = (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    IgnoreRequest,
    OSError,
)
MAX_RULES = 512_000  # bytes; RFC 9309 asks for at least 500 KiB


class FailClosedRobots:
    """Rules by scheme, host and port, each read once a crawl; a site without readable rules is closed."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._context: CrawlContext = context_of(crawler)
        self._rules: dict[str, Protego | None] = {}
        self._reading: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @classmethod
    def from_crawler(cls, crawler: Any) -> FailClosedRobots:
        """As Scrapy asks."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise IgnoreRequest unless the site's rules allow the address."""
        if request.meta.get("robots_txt") is _OURS:
            return
        parts = urlsplit(request.url)
        site = f"{parts.scheme}://{parts.netloc}"
        async with self._reading[site]:
            if site not in self._rules:
                self._rules[site] = None  # closed, whatever goes wrong while reading
                self._rules[site] = await self._read(site)
        rules = self._rules[site]
        if rules is None:
            raise IgnoreRequest("robots.txt 无法读取，视为全部禁止 / robots.txt unreadable: closed")
        if not rules.can_fetch(request.url, AGENT):
            self._crawler.stats.inc_value("robotstxt/forbidden")
            raise IgnoreRequest("robots.txt 禁止 / forbidden by robots.txt")
        self._slow_down(request, rules, parts.hostname or "")

    async def _read(self, site: str) -> Protego | None:
        meta = {"robots_txt": _OURS, "dont_retry": True}
        request = Request(f"{site}/robots.txt", priority=1000, callback=NO_CALLBACK, meta=meta)
        self._crawler.stats.inc_value("robotstxt/request_count")
        try:
            response = await self._crawler.engine.download_async(request)
        except _UNREADABLE as error:
            self._closed(site, type(error).__name__)
            return None
        if response.status < 300:
            return Protego.parse(response.body[:MAX_RULES].decode("utf-8", "replace"))
        if 400 <= response.status < 500:
            return Protego.parse("")
        self._closed(site, str(response.status))
        return None

    def _closed(self, site: str, why: str) -> None:
        self._crawler.stats.inc_value("robotstxt/unreadable")
        self._crawler.stats.set_value("robotstxt/unreadable_site", f"{site} ({why})")

    def _slow_down(self, request: Request, rules: Protego, host: str) -> None:
        """A Crawl-delay longer than ours is kept."""
        asked = rules.crawl_delay(AGENT)
        slot = self._crawler.engine.downloader.slots.get(host)
        if asked and slot is not None and asked > self._context.delay_s:
            slot.delay = max(slot.delay, min(float(asked), 120.0))
            request.meta["autothrottle_dont_adjust_delay"] = True


_OURS = object()
