"""Refuses to start a crawl whose effective settings are not the safe ones."""

from __future__ import annotations

from typing import Any

from crawlers.middlewares.context import context_of
from crawlers.scrapy_settings import violations


class UnsafeSettings(RuntimeError):
    """A spider managed to change a setting that must not change."""


class SettingsJudge:
    """An extension, so that it runs after spider and addons had their say, just before the freeze."""

    @classmethod
    def from_crawler(cls, crawler: Any) -> SettingsJudge:
        """Judge the settings in force; raises UnsafeSettings."""
        wrong = violations(crawler.settings, context_of(crawler).delay_s)
        if wrong:
            raise UnsafeSettings(f"设置不安全，拒绝启动 / unsafe settings: {', '.join(wrong)}")
        return cls()
