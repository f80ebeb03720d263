"""The door of this floor: starts a crawl or a reading as a child process and judges what it left.

Never imports Scrapy and never parses a foreign file. The verdict comes from the summary in the run
file, not from the exit status, which says nothing about a crawl.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from crawlers.runfile import RunError, RunSummary, read_run, read_summary, refused_path

State = Literal["done", "refused", "blocked", "stopped", "timeout", "failed"]

#: Seconds between SIGTERM and SIGKILL.
GRACE_S = 10.0
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV", "PYTHONPATH", "SYSTEMROOT")


@dataclass(frozen=True)
class CrawlResult:
    """What became of one child: `run` is set only when its file was published (`state == "done"`)."""

    source: str
    state: State
    reason: str = ""
    run: Path | None = None
    refused: Path | None = None
    summary: RunSummary | None = None


def start_crawl(
    source: str,
    out: Path,
    config: Path | None = None,
    *,
    options: Mapping[str, str | int | float | bool] | None = None,
    state_dir: Path | None = None,
    time_limit_s: float = 3600,
    stop: threading.Event | None = None,
) -> CrawlResult:
    """Crawl `source` once in a child process into the run file `out`; blocks until it has ended.

    `options` override the crawl table of the source's TOML (start_url, delay_s …). `state_dir` keeps
    what must outlive a crawl (barriers met); default: beside `out`. Setting `stop` ends it by SIGTERM.
    """
    words = ["run", source, "--out", str(out)]
    words += ["--config", str(config)] if config else []
    words += ["--state", str(state_dir)] if state_dir else []
    for key, value in (options or {}).items():
        words += ["--option", f"{key}={str(value).lower() if isinstance(value, bool) else value}"]
    return _run_child(source, words, out, time_limit_s, stop)


def start_read(
    source: str,
    file: Path,
    out: Path,
    config: Path | None = None,
    *,
    time_limit_s: float = 4 * 3600,
    stop: threading.Event | None = None,
) -> CrawlResult:
    """Turn the dropped `file` into the run file `out` by the feed `source`, in a limited child process."""
    words = ["read", source, str(file), "--out", str(out)]
    words += ["--config", str(config)] if config else []
    return _run_child(source, words, out, time_limit_s, stop)


def _run_child(
    source: str, words: Sequence[str], out: Path, limit_s: float, stop: threading.Event | None
) -> CrawlResult:
    out.unlink(missing_ok=True)
    refused_path(out).unlink(missing_ok=True)
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", "crawlers", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env={name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ},
        )
        ended = _wait(child, limit_s, stop)
        errors.seek(max(0, errors.seek(0, os.SEEK_END) - 4000))
        tail = errors.read().decode("utf-8", "replace").strip()
    out.with_name(out.name + ".part").unlink(missing_ok=True)  # left by a child that was killed
    return _judge(source, out, ended, child.returncode, tail)


def _wait(
    child: subprocess.Popen[bytes], limit_s: float, stop: threading.Event | None
) -> Literal["ended", "stopped", "timeout"]:
    deadline = time.monotonic() + limit_s
    ended: Literal["ended", "stopped", "timeout"] = "ended"
    while child.poll() is None:
        if stop is not None and stop.is_set():
            ended = "stopped"
        elif time.monotonic() > deadline:
            ended = "timeout"
        if ended != "ended":
            _end(child)
            break
        time.sleep(0.05)
    return ended


def _end(child: subprocess.Popen[bytes]) -> None:
    child.send_signal(signal.SIGTERM)
    try:
        child.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _judge(source: str, out: Path, ended: str, code: int, tail: str) -> CrawlResult:
    try:
        if out.exists():
            return CrawlResult(source, "done", run=out, summary=read_summary(out))
        refused = refused_path(out)
        if refused.exists():
            summary = read_summary(refused)
            state: State = "blocked" if summary.blocked else "refused"
            if ended != "ended":
                state = "stopped" if ended == "stopped" else "timeout"
            return CrawlResult(source, state, summary.reason, refused=refused, summary=summary)
    except RunError as error:
        return CrawlResult(source, "failed", str(error))
    if ended == "stopped":
        return CrawlResult(source, "stopped", "已停止 / stopped")
    if ended == "timeout":
        return CrawlResult(source, "timeout", "超过时限 / took longer than its time limit")
    last = tail.splitlines()[-1] if tail else ""
    return CrawlResult(source, "failed", f"子进程未留下结果 / left no result (exit {code}): {last}")


__all__ = ["CrawlResult", "read_run", "start_crawl", "start_read"]
