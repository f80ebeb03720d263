"""The pages live inside the daemon, which keeps its signals: SIGTERM ends both cleanly."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from alerts.batch import Post
from config.database import Database
from monitor.installation import create
from monitor.web.app import create_app
from monitor.web.context import Web
from monitor.web.server import CannotListen, serve, serving


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def fetch(url: str, seconds: float = 30) -> str:
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_the_daemon_serves_and_ends_cleanly_on_sigterm(tmp_path: Path) -> None:
    file = create(tmp_path)
    port = free_port()
    changed = file.read_text("utf-8").replace('listen = ""', f'listen = "127.0.0.1:{port}"', 1)
    file.write_text(changed.replace("builtin_lists = true", "builtin_lists = false"), "utf-8")
    code = "from monitor.cli.main import main; import sys; sys.argv=['zhiwei','run','--home',sys.argv[1]]; main()"
    words = [sys.executable, "-c", code, str(tmp_path)]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    daemon = subprocess.Popen(words, stderr=subprocess.PIPE, env=env)
    try:
        assert fetch(f"http://127.0.0.1:{port}/healthz", 60) == "ok\n"
        assert "订阅监测通知" in fetch(f"http://127.0.0.1:{port}/subscribe")
        daemon.send_signal(signal.SIGTERM)
        _, log = daemon.communicate(timeout=60)
    finally:
        daemon.kill()
    assert daemon.returncode == 0, log.decode("utf-8", "replace")[-2000:]
    assert b'"stopped"' in log
    assert b"/subscribe" not in log, "no request is logged: links carry tokens"


def test_an_address_that_is_taken_is_said_at_once(post: Post, database: Database) -> None:
    app = create_app(Web(post.settings, database, post))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CannotListen):
            serve(app, f"127.0.0.1:{taken.getsockname()[1]}", threading.Event())
    for wrong in ("8080", "127.0.0.1:", "127.0.0.1:99999", ""):
        with pytest.raises(CannotListen, match="host:port"):
            serve(app, wrong, threading.Event())


def test_it_stops_when_told(post: Post, database: Database) -> None:
    listen = f"127.0.0.1:{free_port()}"
    with serving(create_app(Web(post.settings, database, post)), listen):
        assert fetch(f"http://{listen}/healthz") == "ok\n"
    with pytest.raises(OSError, match="refused|111"):
        socket.create_connection(("127.0.0.1", int(listen.rpartition(":")[2])), 1)
