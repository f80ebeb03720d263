"""Serves the application in a thread of the daemon; signals stay with the daemon, which ends both cleanly."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from monitor.web.app import create_app
from monitor.web.context import Web


class CannotListen(OSError):
    """The address is taken or wrong."""


class _Server(uvicorn.Server):
    """uvicorn re-raises SIGTERM after serving, which would end the daemon before it has cleaned up."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the daemon."""
        yield


def serve(app: FastAPI, listen: str, stop: threading.Event) -> None:
    """Serve on `listen` (host:port) until `stop` is set; blocks. Raises CannotListen."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise CannotListen(f"[web] listen 应写成 127.0.0.1:8080，现在是 {listen!r} / must be host:port")
    config = uvicorn.Config(
        app,
        host=host.strip("[]"),
        port=int(port),
        access_log=False,  # its lines would hold the tokens of links
        log_config=None,
        server_header=False,
        date_header=False,
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1",
        timeout_keep_alive=10,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=32 * 1024,
        limit_concurrency=64,
    )
    server = _Server(config)
    watcher = threading.Thread(target=_watch, args=(server, stop), daemon=True)
    watcher.start()
    try:
        server.run()
    except SystemExit as error:  # uvicorn's word for an address that is taken
        raise CannotListen(f"不能在 {listen} 上监听 / cannot listen on {listen}") from error


def _watch(server: uvicorn.Server, stop: threading.Event) -> None:
    stop.wait()
    server.should_exit = True


@contextlib.contextmanager
def serving(app: FastAPI, listen: str) -> Iterator[None]:
    """Serve in a thread for the time of the block; raises CannotListen before the block begins."""
    stop, failed = threading.Event(), list[CannotListen]()

    def work() -> None:
        try:
            serve(app, listen, stop)
        except CannotListen as error:
            failed.append(error)

    thread = threading.Thread(target=work, name="web", daemon=True)
    thread.start()
    try:
        _wait_until_open(listen, thread)
        if failed:
            raise failed[0]
        yield
    finally:
        stop.set()
        thread.join(timeout=15)


def _wait_until_open(listen: str, thread: threading.Thread) -> None:
    host, _, port = listen.rpartition(":")
    until = time.monotonic() + 10
    while thread.is_alive() and time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection((host.strip("[]"), int(port)), 1):
            thread.join(0.1)  # one that listens there already is not ours: then our thread has ended
            return
        time.sleep(0.05)


@contextlib.contextmanager
def web_part(web: Web) -> Iterator[None]:
    """The web part for the time of the block, if the configuration wants one."""
    if not web.settings.web.listen:
        yield
        return
    with serving(create_app(web), web.settings.web.listen):
        yield
