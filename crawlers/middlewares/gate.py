"""The first thing every request meets, redirected ones too: whether it goes, where to, and with what."""

from __future__ import annotations

from typing import Any

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from config.clock import utc_now
from crawlers.middlewares.context import CrawlContext, context_of
from crawlers.netguard import Forbidden, refuse_url
from crawlers.scrapy_settings import MAX_BYTES, SAFE, USER_AGENT

_CREDENTIALS = ("Cookie", "Authorization", "Proxy-Authorization")
_LOOSENING = ("proxy", "cookiejar", "bindaddress", "download_slot", "verbatim_url", "allow_offsite")


class Gate:
    """Refuses forbidden addresses and everything after a wall; strips what a spider must not decide."""

    def __init__(self, crawler: Any) -> None:
        self._stats = crawler.stats
        self._context: CrawlContext = context_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Any) -> Gate:
        """As Scrapy asks."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise IgnoreRequest for a request that must not be made."""
        context = self._context
        if context.blocked:
            raise IgnoreRequest("来源已拒绝访问 / the source has barred us")
        try:
            refuse_url(request.url, context.loopback)
        except Forbidden as error:
            self._stats.inc_value("gate/forbidden")
            raise IgnoreRequest(str(error)) from error
        self._spend_quota()
        self._strip(request)

    def _spend_quota(self) -> None:
        quota = self._context.source.daily_quota
        if self._context.state.count_request(utc_now()) > (quota or 10**9):
            self._stats.inc_value("gate/quota_spent")
            raise IgnoreRequest("今日请求额度已用完 / today's quota is spent")

    def _strip(self, request: Request) -> None:
        for name in _CREDENTIALS:
            request.headers.pop(name, None)
        for name in _LOOSENING:
            request.meta.pop(name, None)
        request.headers["User-Agent"] = USER_AGENT
        request.meta["download_maxsize"] = MAX_BYTES
        request.meta["download_timeout"] = SAFE["DOWNLOAD_TIMEOUT"]
