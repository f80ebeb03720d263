"""Work shared out gives the answers of one process, in order; a worker that dies is told, never waited for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from monitor.screening import workers
from monitor.screening.workers import WorkerDied, can_fork, crew


def _table(factor: int) -> dict[int, int]:
    return {number: number * factor for number in range(100)}


def _looked_up(table: dict[int, int], number: int) -> tuple[int, int]:
    time.sleep(0.002 * (number % 3))  # later parts may be ready first
    return number, table[number]


def _pid(_: object, __: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def _dies(_: object, number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def _fails(_: object, number: int) -> int:
    if number == 7:
        raise ValueError("seven")
    return number


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("forks", [True, False])
def test_answers_come_in_order(count: int, forks: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "can_fork", lambda: forks)
    with crew(partial(_table, 3), _looked_up, count) as answers:
        assert list(answers(range(50))) == [(n, 3 * n) for n in range(50)]


def test_several_processes_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "can_fork", lambda: True)
    with crew(partial(_table, 1), _pid, 2) as answers:
        seen = set(answers(range(8)))
    assert len(seen) == 2 and os.getpid() not in seen


@pytest.mark.parametrize("forks", [True, False])
@pytest.mark.timeout(60)
def test_a_worker_that_dies_is_an_error(forks: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "can_fork", lambda: forks)
    with pytest.raises(WorkerDied, match="子进程意外终止"), crew(partial(_table, 1), _dies, 2) as answers:
        list(answers(range(1000)))


def test_an_exception_in_a_worker_is_that_exception() -> None:
    with pytest.raises(ValueError, match="seven"), crew(partial(_table, 1), _fails, 2) as answers:
        list(answers(range(1000)))


def test_a_process_with_threads_is_not_forked() -> None:
    alone = can_fork()
    release = threading.Event()
    other = threading.Thread(target=release.wait)
    other.start()
    try:
        assert not can_fork()
    finally:
        release.set()
        other.join()
    assert can_fork() == alone


_PARENT = """
import os, sys, time
from tests.screening.test_workers import _pid
from monitor.screening.workers import crew
with crew(dict, _pid, 2) as answers:
    print(*set(answers(range(8))), flush=True)
    time.sleep(60)
"""


@pytest.mark.slow
def test_workers_end_with_a_parent_that_was_killed() -> None:
    root = Path(__file__).parents[2]
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    parent.kill()
    parent.wait()
    until = time.monotonic() + 10
    while any(Path(f"/proc/{pid}/cmdline").is_file() and _alive(pid) for pid in pids):
        assert time.monotonic() < until, "orphans"
        time.sleep(0.2)
    assert len(pids) == 2


def _alive(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
