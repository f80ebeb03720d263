"""The Scrapy settings every crawl runs under; no spider, addon or configuration can loosen them.

Scrapy's own defaults verify no certificate, obey no robots.txt, accept 1 GiB, open `file:` and a remote
console (reliability finding 6). `safe_settings` sets the safe values and locks them; `violations` judges
the settings that are in force when the crawl starts.
"""

from __future__ import annotations

from typing import Any

from scrapy.settings import BaseSettings, Settings

MAX_BYTES = 32 << 20  # of a response, before and after decompression
MIN_DELAY_S = 2.0
MEMORY_MB = 400
USER_AGENT = "zhiwei/0.1 (intellectual property monitoring; obeys robots.txt)"

_OWN = "crawlers.middlewares"
_THEIRS = "scrapy.downloadermiddlewares"
DOWNLOADER_MIDDLEWARES = {
    f"{_OWN}.gate.Gate": 10,
    f"{_THEIRS}.offsite.OffsiteMiddleware": 50,
    f"{_OWN}.robots.FailClosedRobots": 100,
    f"{_THEIRS}.downloadtimeout.DownloadTimeoutMiddleware": 350,
    f"{_THEIRS}.defaultheaders.DefaultHeadersMiddleware": 400,
    f"{_THEIRS}.useragent.UserAgentMiddleware": 500,
    f"{_THEIRS}.retry.RetryMiddleware": 550,
    f"{_OWN}.walls.PageWall": 560,
    f"{_THEIRS}.httpcompression.HttpCompressionMiddleware": 590,
    f"{_THEIRS}.redirect.RedirectMiddleware": 600,
    f"{_OWN}.walls.StatusWall": 610,
    f"{_THEIRS}.stats.DownloaderStats": 850,
}
EXTENSIONS = {
    "crawlers.middlewares.judge.SettingsJudge": 0,
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "crawlers.memory.OwnMemoryUsage": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
}
SAFE: dict[str, Any] = {
    # evidence and manners
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOADER_CLIENTCONTEXTFACTORY": "SENTINEL",
    "DOWNLOAD_TLS_MIN_VERSION": "TLSv1.2",
    "ROBOTSTXT_OBEY": True,
    "ROBOTSTXT_PARSER": "scrapy.robotstxt.ProtegoRobotParser",
    "ROBOTSTXT_USER_AGENT": "zhiwei",
    "USER_AGENT": USER_AGENT,
    "CONCURRENT_REQUESTS": 4,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "CONCURRENT_REQUESTS_PER_IP": 0,
    "DOWNLOAD_SLOTS": {},
    "DOWNLOAD_DELAY_JITTER": 0.0,
    "AUTOTHROTTLE_ENABLED": True,
    "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
    "COOKIES_ENABLED": False,
    "HTTPAUTH_USER": "",
    "HTTPPROXY_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    # limits
    "DOWNLOAD_MAXSIZE": MAX_BYTES,
    "DOWNLOAD_TIMEOUT": 30,
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "REDIRECT_MAX_TIMES": 5,
    "RETRY_TIMES": 1,
    "RETRY_HTTP_CODES": [500, 502, 503, 504, 522, 524, 408],
    "URLLENGTH_LIMIT": 2083,
    "DEPTH_LIMIT": 2000,
    "MEMUSAGE_ENABLED": True,
    "MEMUSAGE_LIMIT_MB": MEMORY_MB,
    "MEMUSAGE_CHECK_INTERVAL_SECONDS": 2.0,
    # doors that stay shut
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "HTTPCACHE_ENABLED": False,
    "JOBDIR": None,
    "FEEDS": {},
    "FILES_STORE": None,
    "IMAGES_STORE": None,
    "ADDONS": {},
    "DOWNLOAD_HANDLERS": {"data": None, "file": None, "ftp": None, "s3": None},
    "DOWNLOADER": "scrapy.core.downloader.Downloader",
    "DOWNLOADER_MIDDLEWARES": {},
    "DOWNLOADER_MIDDLEWARES_BASE": DOWNLOADER_MIDDLEWARES,
    "SPIDER_MIDDLEWARES": {},
    "ITEM_PIPELINES": {},
    "EXTENSIONS": {},
    "EXTENSIONS_BASE": EXTENSIONS,
    "SCHEDULER": "scrapy.core.scheduler.Scheduler",
    "STATS_CLASS": "scrapy.statscollectors.MemoryStatsCollector",
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    "TWISTED_REACTOR_ENABLED": True,
    # form
    "FEED_EXPORT_ENCODING": "utf-8",
    "LOG_INSTALL_ROOT_HANDLER": False,
    "STATS_DUMP": False,
}


class LockedSettings(Settings):
    """Settings of which some names cannot be changed any more, at whatever priority."""

    _locked: frozenset[str] = frozenset()

    def lock(self, values: dict[str, Any]) -> None:
        """Set `values` above every priority and keep them."""
        for name, value in values.items():
            super().set(name, value, priority=1_000)
        self._locked = self._locked | frozenset(values)

    def set(self, name: Any, value: Any, priority: int | str = "project") -> None:
        """As for every setting; ignored for a locked one."""
        if name not in self._locked:
            super().set(name, value, priority)

    def delete(self, name: Any, priority: int | str = "project") -> None:
        """As for every setting; ignored for a locked one."""
        if name not in self._locked:
            super().delete(name, priority)

    def __delitem__(self, name: Any) -> None:
        if name not in self._locked:
            super().__delitem__(name)


def safe_settings(delay_s: float) -> LockedSettings:
    """The settings of one crawl, with `delay_s` seconds between two requests to one host."""
    settings = LockedSettings()
    delays = {"DOWNLOAD_DELAY": delay_s, "AUTOTHROTTLE_START_DELAY": delay_s, "AUTOTHROTTLE_MAX_DELAY": 60.0}
    settings.lock(SAFE | delays)
    return settings


def violations(settings: BaseSettings, least_delay_s: float = MIN_DELAY_S) -> list[str]:
    """Names of settings that are not safe as they stand; empty when the crawl may start."""
    wrong = [name for name, value in SAFE.items() if _plain(settings[name]) != value]
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    wrong += [f"DOWNLOAD_HANDLERS.{k}" for k, v in handlers.items() if v and k not in ("http", "https")]
    for name in ("DOWNLOADER_MIDDLEWARES", "EXTENSIONS"):
        if _plain(settings.getwithbase(name)) != SAFE[f"{name}_BASE"]:
            wrong.append(name)
    if settings.getfloat("DOWNLOAD_DELAY") < least_delay_s:
        wrong.append("DOWNLOAD_DELAY")
    return sorted(set(wrong))


def _plain(value: Any) -> Any:
    return dict(value.items()) if isinstance(value, BaseSettings) else value
