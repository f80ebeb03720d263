"""Limits of a child process: memory, processor time, and no core file with what it was reading."""

from __future__ import annotations

import resource
from pathlib import Path

MIB = 1 << 20
#: Address space of a child that reads a file; its resident memory stays far below (docs/measurements).
READ_MEMORY = 1024 * MIB
CRAWL_MEMORY = 2048 * MIB
READ_SECONDS = 60
SECONDS_PER_MIB = 4
#: How much more a packed file may hold than its size says.
PACKED = 20


def limit(memory: int, cpu_seconds: int) -> None:
    """Bound this process; beyond memory it gets MemoryError, beyond its time the kernel ends it."""
    _lower(resource.RLIMIT_AS, memory)
    _lower(resource.RLIMIT_CPU, cpu_seconds)
    _lower(resource.RLIMIT_CORE, 0)


def reading_seconds(file: Path) -> int:
    """Processor seconds allowed for `file`, by its size; a zip may take as long as what it holds."""
    with file.open("rb") as opened:
        packed = opened.read(2) == b"PK"
    size = file.stat().st_size * (PACKED if packed else 1)
    return READ_SECONDS + size // MIB * SECONDS_PER_MIB


def _lower(what: int, wanted: int) -> None:
    _, hard = resource.getrlimit(what)
    ceiling = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(what, (ceiling, ceiling))
