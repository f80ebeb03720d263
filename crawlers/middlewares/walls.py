"""A wall (401, 403, 429, login, captcha) ends the crawl: no request follows, and the source rests a day."""

from __future__ import annotations

from typing import Any

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response, TextResponse

from crawlers import barriers
from crawlers.middlewares.context import CrawlContext, context_of


class _Wall:
    def __init__(self, crawler: Any) -> None:
        self._stats = crawler.stats
        self._context: CrawlContext = context_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Any) -> _Wall:
        """As Scrapy asks."""
        return cls(crawler)

    def _stop_at(self, kind: str, url: str) -> None:
        if kind:
            self._stats.set_value("barrier/kind", kind)
            self._stats.set_value("barrier/url", url)
            self._context.block(kind)
            raise IgnoreRequest(f"遇到访问限制 {kind} / barred: {kind}")


class StatusWall(_Wall):
    """Sees statuses and where a redirect leads, before it is followed."""

    def process_response(self, request: Request, response: Response) -> Response:
        """The response, unless it is a wall."""
        self._stop_at(barriers.from_status(response.status), request.url)
        if 300 <= response.status < 400:
            location = (response.headers.get("Location") or b"").decode("latin-1")
            self._stop_at(barriers.from_redirect(location), request.url)
        return response


class PageWall(_Wall):
    """Sees the page itself, unpacked."""

    def process_response(self, request: Request, response: Response) -> Response:
        """The response, unless it is a wall."""
        if isinstance(response, TextResponse) and not request.url.endswith("/robots.txt"):
            self._stop_at(barriers.from_page(response.text), request.url)
        return response
