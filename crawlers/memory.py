"""A crawl's own peak of memory: the library's figure, ru_maxrss, also holds that of the process that started it."""

from __future__ import annotations

from pathlib import Path

from scrapy.extensions.memusage import MemoryUsage


class OwnMemoryUsage(MemoryUsage):
    """Scrapy's memory limit over VmHWM, which begins anew with each program."""

    def get_virtual_size(self) -> int:
        """Peak resident memory of this program, in bytes; the library's figure where there is no /proc."""
        try:
            status = Path("/proc/self/status").read_text("ascii", "replace")
        except OSError:
            return int(super().get_virtual_size())
        line = next(row for row in status.splitlines() if row.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
