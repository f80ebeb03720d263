"""Drop folders: a complete file is read by its feed in a limited child, then moved to done or quarantine."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from crawlers.launch import CrawlResult, start_read

_PARTIAL = (".part", ".tmp", ".crdownload", ".filepart", ".swp")
_QUIET_SECONDS = 3.0


@dataclass
class DropReport:
    """Files taken, and those moved to quarantine with the reason."""

    taken: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def complete_files(folder: Path, now: datetime) -> list[Path]:
    """Files of a drop folder that nobody is still writing: named as whole, and unchanged for a while."""
    files = [f for f in sorted(folder.iterdir()) if f.is_file() and not f.name.startswith(".")]
    return [
        f
        for f in files
        if f.suffix.lower() not in _PARTIAL and now.timestamp() - f.stat().st_mtime >= _QUIET_SECONDS
    ]


def take_drops(drop: Path, runs: Path, now: datetime, stop: threading.Event | None = None) -> DropReport:
    """Read every complete file under `drop/SOURCE/` into a run file; the folder's name is the source."""
    report = DropReport()
    for folder in sorted(f for f in drop.iterdir() if f.is_dir()) if drop.is_dir() else ():
        for file in complete_files(folder, now):
            result = read_file(folder.name, file, runs, stop=stop)
            if result.state == "stopped":
                return report
            if result.state == "done":
                _move(file, folder / "done", now)
                report.taken.append(file.name)
            else:
                target = _move(file, folder / "quarantine", now)
                target.with_name(target.name + ".reason.txt").write_text(result.reason + "\n", "utf-8")
                report.refused.append((file.name, result.reason))
    return report


def read_file(
    source: str, file: Path, runs: Path, config: Path | None = None, stop: threading.Event | None = None
) -> CrawlResult:
    """Turn one file into a run file in `runs`, named so that the same input gives the same name."""
    stat = file.stat()
    out = runs / f"{source}-{file.stem[:40]}-{stat.st_size}-{int(stat.st_mtime)}.jsonl"
    return start_read(source, file, out, config, stop=stop)


def _move(file: Path, folder: Path, now: datetime) -> Path:
    folder.mkdir(exist_ok=True)
    target = folder / f"{now:%Y%m%dT%H%M%S}-{file.name}"
    return file.replace(target)
