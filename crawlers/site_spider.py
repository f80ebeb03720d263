"""What every spider that a TOML points at a website shares: its start, its pages, its rows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.http import Request, Response

from config.tabular import Row
from crawlers.declaration import Declaration
from crawlers.feeds.table import Mapping, row_outcome
from crawlers.outcome import Notes, Outcome, Rejected
from crawlers.reading.page import Node, PageUnreadable, page_of


class SiteSpider(scrapy.Spider):
    """A spider with a declaration: `[crawl]` says where to start, `[list]` where rows and next page are."""

    #: Fields that the spider itself fills, beside those of `[fields]`.
    derived: tuple[str, ...] = ()

    def __init__(self, declared: Declaration, crawl: dict[str, Any], notes: Notes) -> None:
        super().__init__(name=declared.source.name)
        self.declared, self.crawl, self.notes = declared, crawl, notes
        self.format = str(crawl.get("format", "html"))
        self.max_pages = int(crawl.get("max_pages", 100))
        self.layout: dict[str, str] = declared.table("list")
        self.mapping = Mapping.of(declared).with_fields(self.derived)
        start_host = urlsplit(crawl["start_url"]).hostname or ""
        self.allowed_domains = [start_host, *map(str, crawl.get("allowed_hosts", ()))]

    async def start(self) -> AsyncIterator[Request]:
        """The first page of the list."""
        yield Request(str(self.crawl["start_url"]), callback=self.parse, cb_kwargs={"page": 1})

    def open_page(self, response: Response) -> Node | Rejected:
        """The page as a tree of its format, or the rejection of a page that is none."""
        try:
            return page_of(response, self.format)
        except PageUnreadable as error:
            head = response.body[:2000].decode("utf-8", "replace")
            zh, en = "页面无法读取，可能是错误页", f"unreadable page: {error}"
            return Rejected(response.url, 0, "*", head[:80], zh, en, head)

    def rows(self, page: Node) -> list[Node]:
        """The places on a list page that hold one row each."""
        found = page.nodes(self.layout["row"])
        if not found:
            self.notes.warn("page_without_rows", page.address)
        return found

    def next_page(self, response: Response, page: Node, number: int) -> Iterator[Request]:
        """The request for the following page, when there is one within max_pages."""
        address = page.pick(self.layout["next"]) if "next" in self.layout else ""
        if address and number < self.max_pages:
            url = response.urljoin(address)
            yield Request(url, callback=self.parse, cb_kwargs={"page": number + 1})

    def outcome(self, cells: dict[str, str], address: str, number: int, raw: str) -> Outcome:
        """The record of the cells picked at one place, by the same rules as a row of a table."""
        return row_outcome(Row(address, number, cells, raw[:4000]), self.notes, self.mapping)

    def parse(self, response: Response, page: int = 1) -> Iterator[Any]:
        """Read one list page; every spider says how."""
        raise NotImplementedError
