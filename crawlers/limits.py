"""Limits of a child process: memory, processor time, and no core file with what it was reading."""

from __future__ import annotations

import resource

MIB = 1 << 20
#: Address space of a child that reads a file; its resident memory stays far below (docs/measurements).
READ_MEMORY = 1024 * MIB
CRAWL_MEMORY = 2048 * MIB
READ_SECONDS = 60
SECONDS_PER_MIB = 2


def limit(memory: int, cpu_seconds: int) -> None:
    """Bound this process; beyond memory it gets MemoryError, beyond its time the kernel ends it."""
    _lower(resource.RLIMIT_AS, memory)
    _lower(resource.RLIMIT_CPU, cpu_seconds)
    _lower(resource.RLIMIT_CORE, 0)


def reading_seconds(size: int) -> int:
    """Processor seconds allowed for a file of `size` bytes."""
    return READ_SECONDS + size // MIB * SECONDS_PER_MIB


def _lower(what: int, wanted: int) -> None:
    _, hard = resource.getrlimit(what)
    ceiling = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(what, (ceiling, ceiling))
