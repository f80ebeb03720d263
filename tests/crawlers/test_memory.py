"""The memory limit of a crawl counts the crawl, not the process that started it."""

from __future__ import annotations

import subprocess
import sys

PROBE = """
import resource
from crawlers.memory import OwnMemoryUsage
own = OwnMemoryUsage.get_virtual_size(OwnMemoryUsage.__new__(OwnMemoryUsage))
print(own, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


def test_a_large_parent_does_not_count() -> None:
    ballast = bytearray(700 << 20)
    ballast[::4096] = b"x" * len(ballast[::4096])
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    own, librarys = map(int, done.stdout.split())
    assert own < 300 << 20
    assert librarys > 600 << 20, "the seeded fault: the library's own figure holds the parent's peak"
