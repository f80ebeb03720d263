"""What the middlewares of one crawl share: the source, its state, what may be reached, and how to stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from config.clock import utc_now
from crawlers.source import Source
from crawlers.source_state import SourceState


@dataclass
class CrawlContext:
    """Set on the crawler as `zhiwei` before it starts."""

    source: Source
    state: SourceState
    delay_s: float
    loopback: frozenset[tuple[str, int]] = frozenset()
    blocked: str = ""

    def block(self, kind: str) -> None:
        """A wall was met: from now on the gate lets nothing through."""
        if not self.blocked:
            self.blocked = kind
            self.state.block(kind, utc_now())


def context_of(crawler: Any) -> CrawlContext:
    """The context of a crawler; a crawl without one must not run."""
    context = getattr(crawler, "zhiwei", None)
    if not isinstance(context, CrawlContext):
        raise RuntimeError("a crawl must be started by crawlers.crawling")
    return context
