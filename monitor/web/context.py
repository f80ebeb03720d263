"""What every page needs: the installation, its database, its clock, and the one way to make a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from alerts.batch import Post
from alerts.subscriptions.links import Links
from config.clock import utc_now
from config.database import Database
from config.settings import Settings
from monitor.web.guards import Rate


@dataclass(frozen=True)
class Web:
    """One installation as the pages see it."""

    settings: Settings
    database: Database
    post: Post
    clock: Callable[[], datetime] = utc_now
    rate: Rate = field(default_factory=lambda: Rate(limit=10, seconds=3600))  # requests of one client

    @property
    def links(self) -> Links:
        """Signed links of this installation."""
        return Links.of(self.settings)


def web_of(request: Request) -> Web:
    """The installation that this application serves."""
    web: Web = request.app.state.web
    return web


@cache
def _environment() -> Environment:
    loader = PackageLoader("monitor.web")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def page(web: Web, name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page; every value is escaped."""
    template = _environment().get_template(f"{name}.html.j2")
    return HTMLResponse(template.render(office=web.settings.office.name, **values), status_code=status)


def gone(web: Web) -> HTMLResponse:
    """The one answer to every link that is unknown, foreign, altered or over its time."""
    lines = ("链接可能已过期、已用过，或地址不完整。请打开邮件里最新的链接，或重新订阅。",)
    return page(web, "message", 404, title="这个链接打不开", lines=lines, links=(("订阅", "/subscribe"),))


def stale(web: Web, back: str) -> HTMLResponse:
    """The button was pressed before, or the page was open too long."""
    lines = ("页面已过期，或这个按钮已经按过一次。没有改动。",)
    return page(web, "message", 409, title="请重新打开页面", lines=lines, links=(("重新打开", back),))
