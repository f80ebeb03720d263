"""Answers from a folder of .eml files: each is moved to `done/` or `refused/` with the reason beside it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from alerts.intake.receive import Intake

_LIMIT = 2 << 20


def take_folder(folder: Path, intake: Intake) -> Counter[str]:
    """Take every .eml file, oldest name first; a file moves only after its mail is committed."""
    counts: Counter[str] = Counter()
    for file in sorted(folder.glob("*.eml")) if folder.is_dir() else ():
        if file.stat().st_size > _LIMIT:
            _move(file, folder / "refused", "over 2 MiB")
            counts["refused"] += 1
            continue
        received = intake.receive(file.read_bytes(), "folder")
        refused = received.verdict in ("refused", "challenged")
        _move(file, folder / ("refused" if refused else "done"), f"{received.verdict}: {received.why}")
        counts[received.verdict] += 1
    return counts


def _move(file: Path, folder: Path, why: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{file.name}.reason.txt").write_text(why + "\n", "utf-8")
    file.replace(folder / file.name)
