"""Servers that must never be connected to, and the hostile addresses that lead to them."""

from __future__ import annotations

import contextlib
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from urllib.parse import parse_qs, quote, urlsplit


class Trap:
    """Listens on every local address of both families; counts connections, whatever they say."""

    def __init__(self) -> None:
        self.connections = 0
        self._sockets = [self._listen(socket.AF_INET, "0.0.0.0", 0)]
        self.port = self._sockets[0].getsockname()[1]
        with contextlib.suppress(OSError):  # a machine without IPv6
            self._sockets.append(self._listen(socket.AF_INET6, "::", self.port))

    @staticmethod
    def _listen(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind((host, port))
        listening.listen(64)
        return listening

    def __enter__(self) -> Trap:
        for listening in self._sockets:
            threading.Thread(target=self._count, args=(listening,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for listening in self._sockets:
            listening.close()

    def _count(self, listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()


class OwnSite:
    """The hostile spider's own site: robots with a private part, a page, and redirects to anywhere."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.seen.append((self.path, dict(self.headers)))
                parts = urlsplit(self.path)
                target = parse_qs(parts.query).get("to", [""])[0]
                hops = int(parse_qs(parts.query).get("hops", ["0"])[0])
                body = b"User-agent: *\nDisallow: /private/\n" if parts.path == "/robots.txt" else b"<p>x</p>"
                self.send_response(302 if target else 200)
                self.send_header("Set-Cookie", "session=person")
                if target:
                    onward = f"/away?hops={hops - 1}&to={quote(target, safe='')}" if hops else target
                    self.send_header("Location", onward)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> OwnSite:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


_HOSTS = Path(__file__).with_name("hostile_hosts.txt").read_text(encoding="utf-8").split()


def hostile_addresses(port: int) -> list[str]:
    """At least 400 addresses on `port` that a crawl must not reach, in all schemes and wrappings."""
    own = [found[4][0] for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    hosts = [*_HOSTS, *dict.fromkeys([*own, socket.gethostname()])]
    plain = [f"{scheme}://{host}:{port}/" for host in hosts for scheme in ("http", "https")]
    dressed = [f"http://user:secret@{host}:{port}/latest/meta-data/" for host in hosts]
    public = [f"http://public.example@{host}:{port}/" for host in hosts]
    odd = [f"{scheme}://127.0.0.1:{port}/x" for scheme in ("ftp", "gopher", "ws", "s3", "dict", "HTTP")]
    odd += ["file:///etc/passwd", "file://127.0.0.1/etc/passwd", "data:text/html,x", f"//127.0.0.1:{port}/"]
    hopping = [f"http://{host}:{port}/deep?hops={n}" for host in hosts[:24] for n in range(1, 6)]
    return [*plain, *dressed, *public, *odd, *hopping]
