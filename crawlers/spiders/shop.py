"""A shop or marketplace search of a known make: one listing a card, paths from the TOML, HTML or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy.http import Response

from crawlers.outcome import Rejected
from crawlers.site_spider import SiteSpider


class ShopSpider(SiteSpider):
    """`[list] row` finds the cards, `[fields]` what stands in each; `url` is made absolute."""

    def parse(self, response: Response, page: int = 1) -> Iterator[Any]:
        """Every card as one outcome, then the next page."""
        tree = self.open_page(response)
        if isinstance(tree, Rejected):
            yield tree
            return
        for number, card in enumerate(self.rows(tree), start=1):
            cells = {name: card.pick(path) for name, path in self.declared.table("fields").items()}
            for name in ("url", "images"):
                if cells.get(name):
                    cells[name] = "\n".join(response.urljoin(link) for link in cells[name].splitlines())
            yield self.outcome(cells, response.url, number, card.raw())
        yield from self.next_page(response, tree, page)
