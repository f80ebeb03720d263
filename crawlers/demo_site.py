"""A gazette and a shop on a free port of this machine, for the demo and the tests.

`mode` makes it misbehave in one of the ways that real sites do; every request is kept in `seen`.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from config.clock import local_day, utc_now
from crawlers import demo_pages as pages

Mode = Literal[
    "",
    "empty",  # lists without rows
    "half",  # only the first half of the rows
    "layout",  # rows under another class name
    "error_text",  # 200 with an apology
    "login",  # redirect to a login page
    "login_page",  # 200 with a login form
    "captcha",  # 200 with a challenge
    "forbidden",  # 403
    "too_many",  # 429
    "robots_503",
    "robots_hang",
    "robots_forbid",
    "slow",
    "huge",  # 40 MiB
    "bomb",  # 64 MiB packed into 64 KiB
    "leads_away",  # redirect to `trap`
    "broken_notices",  # every third notice is a 500
]
_ROBOTS = "User-agent: *\nDisallow: /private/\n"
_LOGIN = "<html><body><form action=/login><input name=u><input type=password name=p></form></body></html>"
_CAPTCHA = "<html><body><p>访问过于频繁，请拖动滑块完成验证</p></body></html>"
_SORRY = "<html><body><p>系统繁忙，请稍后再试</p></body></html>"


class DemoSite:
    """Use as a context manager; `url` is its address without a slash at the end."""

    def __init__(self, mode: Mode = "", *, today: date | None = None, port: int = 0, trap: str = "") -> None:
        self.mode, self.trap = mode, trap
        self.today = today or local_day(utc_now())
        self.filings, self.listings = pages.content()
        self.seen: list[tuple[float, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> DemoSite:
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, address: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for one GET."""
        self.seen.append((time.monotonic(), address))
        parts = urlsplit(address)
        if parts.path == "/robots.txt":
            return self._robots()
        special = self._special()
        if special is not None:
            return special
        page = int(parse_qs(parts.query).get("page", ["1"])[0])
        return self._content(parts.path, page)

    def _robots(self) -> tuple[int, dict[str, str], bytes]:
        if self.mode == "robots_hang":
            time.sleep(120)
        status = 503 if self.mode == "robots_503" else 200
        rules = "User-agent: *\nDisallow: /\n" if self.mode == "robots_forbid" else _ROBOTS
        return status, {"Content-Type": "text/plain"}, rules.encode()

    def _special(self) -> tuple[int, dict[str, str], bytes] | None:
        html = {"Content-Type": "text/html; charset=utf-8"}
        match self.mode:
            case "login":
                return 302, {"Location": "/sso/login?back=/gazette"}, b""
            case "login_page":
                return 200, html, _LOGIN.encode()
            case "captcha":
                return 200, html, _CAPTCHA.encode()
            case "forbidden":
                return 403, html, b"<html>no</html>"
            case "too_many":
                return 429, html, b"<html>slow down</html>"
            case "error_text":
                return 200, html, _SORRY.encode()
            case "leads_away":
                return 302, {"Location": self.trap}, b""
            case "huge":
                return 200, html, b"<p>x</p>" * (5 << 20)
            case "bomb":
                return 200, html | {"Content-Encoding": "gzip"}, gzip.compress(b"0" * (64 << 20), 9)
            case "slow":
                time.sleep(1)
        return None

    def _content(self, path: str, page: int) -> tuple[int, dict[str, str], bytes]:
        lists: dict[str, tuple[list[pages.Row], Callable[..., str]]] = {
            "/gazette": (self.filings, pages.gazette_html),
            "/shop": (self.listings, pages.shop_html),
            "/api/gazette": (self.filings, pages.gazette_json),
            "/api/shop": (self.listings, pages.shop_json),
        }
        kind = "application/json" if path.startswith("/api/") else "text/html; charset=utf-8"
        if path in lists:
            rows, write = lists[path]
            body = self._list(rows, write, page, html=not path.startswith("/api/"))
        else:
            number = path.rpartition("/")[2]
            row = next((r for r in self.filings if r["number"] == number), None)
            if row is None:
                return 404, {"Content-Type": "text/html"}, b"<html>not found</html>"
            if self.mode == "broken_notices" and int(number) % 3 == 0:
                return 500, {"Content-Type": "text/html"}, b"<html>error</html>"
            shown = pages.notice(row, self.today)
            body = pages.as_json(shown) if path.startswith("/api/") else pages.notice_html(shown)
        return 200, {"Content-Type": kind}, body.encode()

    def _list(self, rows: list[pages.Row], write: Callable[..., str], page: int, *, html: bool) -> str:
        rows = [] if self.mode == "empty" else rows[: len(rows) // 2] if self.mode == "half" else rows
        count = max(1, -(-len(rows) // pages.PER_PAGE))
        part = rows[(page - 1) * pages.PER_PAGE : page * pages.PER_PAGE]
        if html and self.mode == "layout":
            return write(part, page, count, row_class="renamed")
        return write(part, page, count)


def _handler(site: DemoSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Hands each GET to the site."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = site.answer(self.path)
            self.send_response(status)
            for name, text in headers.items():
                self.send_header(name, text)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing; `seen` keeps the requests."""

    return Handler
