"""Runs one crawl in this process, the child of the daemon, and judges it by its stats.

A crawl ends with exit status 0 whatever happened to it, so the run file is published only when the stats
say: finished, no exception in the spider, no wall, as many items as were written.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy import signals
from scrapy.crawler import CrawlerProcess

from config.clock import utc_now
from crawlers.declaration import Declaration, DeclarationError
from crawlers.middlewares.context import CrawlContext
from crawlers.netguard import guard_process
from crawlers.outcome import RECORD_TYPES, Ignored, Rejected
from crawlers.registry import UnknownSource, find_declaration, spider_makes
from crawlers.runfile import RunSummary, RunWriter
from crawlers.scrapy_settings import MIN_DELAY_S, safe_settings
from crawlers.site_spider import SiteSpider
from crawlers.source import Source, require_automated_access
from crawlers.source_state import SourceState

Options = Mapping[str, str | int | float | bool]

_KEPT_STATS = (
    "finish_reason",
    "item_scraped_count",
    "downloader/request_count",
    "downloader/response_count",
    "downloader/exception_count",
    "downloader/response_bytes",
    "elapsed_time_seconds",
    "memusage/max",
    "retry/max_reached",
    "robotstxt/forbidden",
    "robotstxt/unreadable_site",
    "gate/forbidden",
    "gate/quota_spent",
    "barrier/kind",
    "barrier/url",
)


_FAILURES = {
    "robotstxt/forbidden": "robots.txt 禁止 forbidden by robots.txt",
    "downloader/exception_count": "请求失败 failed requests",
    "httperror/response_ignored_count": "错误状态 error statuses",
    "gate/forbidden": "指向禁止的地址 forbidden addresses",
    "offsite/filtered": "跳转到站外 led off the site",
    "gate/quota_spent": "今日额度用完 quota spent",
}


def crawl(name: str, out: Path, config: Path | None, options: Options, state_dir: Path) -> RunSummary:
    """Crawl the source `name` into the run file `out`; refused runs are kept as `.refused`.

    Raises SourceRefused, UnknownSource, DeclarationError before any request.
    """
    declared, spider, settings = _prepare(name, config, options)
    source = declared.source if declared else _own_source(spider)
    require_automated_access(source)
    now = utc_now()
    state = SourceState.load(state_dir, source.name, now)
    start_url = str(settings.get("start_url", ""))
    writer = RunWriter(source, out, now, start_url or source.homepage)
    if state.rests(now):
        return writer.close(now, reason=_resting(source, state), blocked=state.barrier)
    context = CrawlContext(source, state, _delay(source, settings), _loopback(settings))
    stats = run_spider(spider, declared, settings, context, writer)
    state.save()
    return writer.close(
        utc_now(),
        reason=_verdict(stats, writer, context),
        blocked=context.blocked,
        stats={key: stats[key] for key in _KEPT_STATS if key in stats},
    )


def _prepare(
    name: str, config: Path | None, options: Options
) -> tuple[Declaration | None, type[scrapy.Spider], dict[str, Any]]:
    declared = find_declaration(name, config)
    if declared is None:
        if name not in spider_makes():
            raise UnknownSource(f"没有名为 {name} 的数据源 / no source called {name}")
        return None, spider_class(name), dict(options)
    if declared.spider not in spider_makes():
        raise declared.error("spider", "没有这种爬虫", f"no such spider: {declared.spider!r}")
    settings = {**declared.table("crawl"), **options}
    if urlsplit(str(settings.get("start_url", ""))).scheme not in ("http", "https"):
        raise declared.error("crawl", "start_url 应为网址", "start_url must be an http(s) address")
    return declared, spider_class(declared.spider), settings


def spider_class(make: str) -> type[scrapy.Spider]:
    """The one spider class that `crawlers/spiders/MAKE.py` defines."""
    module = importlib.import_module(f"crawlers.spiders.{make}")
    for _, found in inspect.getmembers(module, inspect.isclass):
        if issubclass(found, scrapy.Spider) and found.__module__ == module.__name__:
            return found
    raise UnknownSource(f"crawlers/spiders/{make}.py 中没有爬虫类 / defines no spider")


def own_sources() -> list[Source]:
    """The sources that spider modules declare themselves."""
    modules = [importlib.import_module(f"crawlers.spiders.{make}") for make in spider_makes()]
    return [module.SOURCE for module in modules if hasattr(module, "SOURCE")]


def _own_source(spider: type[scrapy.Spider]) -> Source:
    source = getattr(importlib.import_module(spider.__module__), "SOURCE", None)
    if not isinstance(source, Source):
        raise DeclarationError(f"{spider.__module__} 需要用 --config 指定网站 / needs --config with a site")
    return source


def _is_loopback_site(settings: Mapping[str, Any]) -> bool:
    host = urlsplit(str(settings.get("start_url", ""))).hostname
    return settings.get("allow_loopback") is True and host in ("127.0.0.1", "::1")


def _loopback(settings: Mapping[str, Any]) -> frozenset[tuple[str, int]]:
    """The one local (address, port) that a demo or test site may be reached at."""
    if not _is_loopback_site(settings):
        return frozenset()
    parts = urlsplit(str(settings["start_url"]))
    return frozenset({(parts.hostname or "", parts.port or 80)})


def _delay(source: Source, settings: Mapping[str, Any]) -> float:
    """Seconds between two requests; below two only for a site on this machine."""
    wanted = float(settings.get("delay_s", source.min_interval_s))
    if _is_loopback_site(settings):
        return max(0.0, wanted)
    return max(MIN_DELAY_S, source.min_interval_s, wanted)


def run_spider(
    spider: type[scrapy.Spider],
    declared: Declaration | None,
    settings: Mapping[str, Any],
    context: CrawlContext,
    writer: RunWriter,
) -> dict[str, Any]:
    """Run any spider under the locked settings; its outcomes go to `writer`. Returns Scrapy's stats."""
    guard_process(context.loopback)
    crawler_process = CrawlerProcess(safe_settings(context.delay_s))
    crawler = crawler_process.create_crawler(spider)
    crawler.zhiwei = context  # type: ignore[attr-defined]

    def keep(item: Any) -> None:
        if isinstance(item, (*RECORD_TYPES, Rejected, Ignored)):
            writer.add(item)

    crawler.signals.connect(keep, signals.item_scraped, weak=False)
    if declared is not None and issubclass(spider, SiteSpider):
        crawler_process.crawl(crawler, declared=declared, crawl=settings, notes=writer.notes)
    else:
        crawler_process.crawl(crawler)
    crawler_process.start()
    return dict(crawler._stats.get_stats()) if crawler._stats is not None else {}


def _resting(source: Source, state: SourceState) -> str:
    return (
        f"来源曾拒绝访问（{state.barrier}），24 小时内不再请求；可人工下载后用 zhiwei import 导入"
        f" / {source.name} barred us ({state.barrier}); no request within 24 h; import by file instead"
    )


def _verdict(stats: Mapping[str, Any], writer: RunWriter, context: CrawlContext) -> str:
    """Why the run must not be published; "" when only the expectations remain to be judged."""
    if context.blocked:
        return _resting(context.source, context.state)
    finish = stats.get("finish_reason", "未启动 / did not start")
    if finish != "finished":
        return f"爬取未正常结束：{finish} / the crawl did not finish: {finish}"
    errors = {k: v for k, v in stats.items() if k.startswith("spider_exceptions/")}
    if errors:
        return f"爬虫解析出错 / exceptions in the spider: {errors}"
    if site := stats.get("robotstxt/unreadable_site"):
        return f"robots.txt 无法读取，视为禁止 / robots.txt unreadable: {site}"
    scraped, kept = stats.get("item_scraped_count", 0), writer.records + writer.rejected
    if scraped != kept + writer.ignored.total():
        return f"写入 {kept} 条，爬虫产生 {scraped} 条 / wrote {kept} of {scraped} items"
    return "" if kept or writer.ignored else _nothing_came(stats)


def _nothing_came(stats: Mapping[str, Any]) -> str:
    """Why a crawl without any row is a failure and not a quiet day; "" when nothing speaks against it."""
    signs = [f"{words}：{stats[name]}" for name, words in _FAILURES.items() if stats.get(name)]
    return f"没有取到任何内容（{'；'.join(signs)}）/ nothing was fetched" if signs else ""
