"""Shares work out over the cores and gives the answers back in order; a dead worker is an error, never a hang.

Where the platform can fork safely the state is made once and shared copy-on-write; elsewhere, and in a process
with threads (whose locks a fork would copy as they stand), each worker makes its own.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

State = TypeVar("State")
Part = TypeVar("Part")
Answer = TypeVar("Answer")

_AHEAD = 3  # parts under way for each worker, so that none waits and memory stays bounded
_made: Any = None  # in a worker: what `make` gave


class WorkerDied(RuntimeError):
    """A worker process ended before its work did."""


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def can_fork() -> bool:
    """Whether a fork is safe here and now. The caller sees to it that no SQLite connection is used in both."""
    return sys.platform.startswith("linux") and threading.active_count() == 1


@contextmanager
def crew(
    make: Callable[[], State], work: Callable[[State, Part], Answer], workers: int
) -> Iterator[Callable[[Iterable[Part]], Iterator[Answer]]]:
    """A function from parts to the answers of `work(make(), part)`, in order of the parts.

    One worker is this process itself. For more, `make`, `work`, parts and answers must travel to other
    processes (functions of modules, plain values). Raises WorkerDied.
    """
    if workers <= 1:
        state = make()
        yield lambda parts: (work(state, part) for part in parts)
        return
    with _pool(make, workers) as pool:
        yield lambda parts: _in_order(pool, work, parts, _AHEAD * workers)


@contextmanager
def _pool(make: Callable[[], Any], workers: int) -> Iterator[ProcessPoolExecutor]:
    forked = can_fork()
    begin: tuple[Any, ...] = (os.getpid(), make(), None) if forked else (os.getpid(), None, make)
    if forked:
        gc.freeze()  # a collection in a worker would touch, and so copy, every shared page
    context = get_context("fork" if forked else "spawn")
    pool = ProcessPoolExecutor(workers, context, initializer=_begin, initargs=begin)
    try:
        pool.submit(os.getpid)  # starts the workers now, before the caller opens files, connections, threads
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        gc.unfreeze()


def _begin(parent: int, made: Any, make: Callable[[], Any] | None) -> None:
    global _made
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends the work, and says so once
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    _made = made if make is None else make()


def _leave_with(parent: int) -> None:
    """End this worker when its parent was killed: nobody would ever read its answers."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _act(work: Callable[[Any, Any], Any], part: Any) -> Any:
    return work(_made, part)


def _in_order(
    pool: ProcessPoolExecutor, work: Callable[[Any, Any], Any], parts: Iterable[Any], ahead: int
) -> Iterator[Any]:
    waiting: deque[Future[Any]] = deque()
    try:
        for part in parts:
            waiting.append(pool.submit(_act, work, part))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise WorkerDied(
            "一个比对子进程意外终止（多因内存不足）；请减少 --workers 再试"
            " / a worker process died (often for lack of memory); try again with fewer --workers"
        ) from error
