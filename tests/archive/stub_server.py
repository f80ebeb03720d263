"""A server on loopback that answers like Elasticsearch in moods that a real one cannot be brought into."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from monitor.archive.document import MAPPING
from monitor.screening import keys

Answer = Callable[[str, str, Any], tuple[int, Any] | None]  # method, path, body → status, body


@dataclass
class Stub:
    """What was asked, and with which credentials."""

    url: str
    asked: list[str] = field(default_factory=list)
    authorised_by: set[str] = field(default_factory=set)


def _usual(version: str, path: str) -> tuple[int, Any]:
    if path.startswith("/_nodes"):
        return 200, {"nodes": {"a": {"version": version}}}
    if path.endswith("/_mapping"):
        meta = {"stamp": keys.stamp(), "cursor": 0}
        return 200, {"i-000001": {"mappings": MAPPING | {"_meta": meta}}}
    if path.endswith("/_count"):
        return 200, {"count": 0}
    return 200, {}


@contextmanager
def stub_running(answer: Answer = lambda *_: None, version: str = "9.2.0") -> Iterator[Stub]:
    """The stub, answering by `answer` first and as a healthy empty server otherwise."""

    class Handler(BaseHTTPRequestHandler):
        def _reply(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length).decode()
            stub.asked.append(f"{self.command} {self.path}")
            stub.authorised_by.add(self.headers.get("Authorization", ""))
            status, content = answer(self.command, self.path, body) or _usual(version, self.path)
            raw = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Type", "application/vnd.elasticsearch+json;compatible-with=9")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(raw)

        do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _reply

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stub = Stub(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()


def bulk_answer(body: str, statuses: Callable[[int], int]) -> dict[str, Any]:
    """The answer to a bulk of `body`, with a status for each document by its place."""
    ids = [json.loads(line)["index"]["_id"] for line in body.splitlines()[::2]]
    items = []
    for place, identity in enumerate(ids):
        status = statuses(place)
        result: dict[str, Any] = {"_id": identity, "status": status}
        if status >= 300:
            result["error"] = {"type": "some_exception", "reason": f"reason {status}"}
        items.append({"index": result})
    return {"errors": any(item["index"]["status"] >= 300 for item in items), "items": items}
