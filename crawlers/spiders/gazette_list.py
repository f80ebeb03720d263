"""A gazette: list pages with paging, one detail page a notice, one filing each, HTML or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy.http import Request, Response

from crawlers.gazette_calendar import date_agrees
from crawlers.outcome import Rejected
from crawlers.reading.tables import code_table, event_of
from crawlers.reading.values import BadValue, day
from crawlers.site_spider import SiteSpider


class GazetteListSpider(SiteSpider):
    """`[list] link` leads from a row to its notice; `[fields]` says where things stand there."""

    derived = ("url", "event", "published_on", "registered_on")

    def parse(self, response: Response, page: int = 1) -> Iterator[Any]:
        """Follow every row, then the next page."""
        tree = self.open_page(response)
        if isinstance(tree, Rejected):
            yield tree
            return
        for number, row in enumerate(self.rows(tree), start=1):
            link = row.pick(self.layout["link"])
            if link:
                yield Request(response.urljoin(link), callback=self.parse_notice, errback=self.lost_notice)
            else:
                zh, en = "列表行没有详情链接", "a row without a link to its notice"
                yield Rejected(response.url, number, "link", "", zh, en, row.raw()[:4000])
        yield from self.next_page(response, tree, page)

    def parse_notice(self, response: Response) -> Iterator[Any]:
        """One notice as one filing."""
        tree = self.open_page(response)
        if isinstance(tree, Rejected):
            yield tree
            return
        cells = {name: tree.pick(path) for name, path in self.declared.table("fields").items()}
        cells["url"] = response.url
        self._read_type(cells)
        self._check_issue(cells)
        yield self.outcome(cells, response.url, 1, tree.raw())

    def lost_notice(self, failure: Any) -> Iterator[Rejected]:
        """A notice that could not be fetched is an input like any other."""
        url = str(failure.request.url)
        zh, en = "公告详情页未取到", f"notice not fetched: {failure.type.__name__}"
        yield Rejected(url, 0, "url", url, zh, en)

    def _read_type(self, cells: dict[str, str]) -> None:
        """The notice type decides the event and which day the printed date is."""
        kind = code_table("gazette_types").get(cells.get("office_code", ""))
        if kind is None:
            self.notes.warn("unknown_notice_type", cells.get("office_code", ""))
            return
        cells["event"] = event_of(kind)
        cells["status"] = cells.get("status") or kind["name_zh"]
        if cells["event"] in ("published", "registered"):
            cells[f"{cells['event']}_on"] = cells.get("event_on", "")

    def _check_issue(self, cells: dict[str, str]) -> None:
        """The printed date stands; one that the issue number contradicts is counted."""
        issue = cells.get("issue", "")
        try:
            printed = day("event_on", cells.get("event_on", ""))
        except BadValue:
            return  # rejected with its row
        if issue.isdecimal() and 1 <= int(issue) <= 9999 and printed and not date_agrees(int(issue), printed):
            self.notes.warn("issue_date_disagrees", f"{issue} {printed.isoformat()}")
