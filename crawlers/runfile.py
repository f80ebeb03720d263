"""A run file appears whole or not at all: `.part`, fsync, rename, and only when the expectations hold.

JSON lines (`outcome.to_json`), the last line being `{"summary": …}`. A run that must not be published
is kept as `FILE.refused` with the reason in its summary.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from pydantic import BaseModel, ConfigDict, ValidationError

from crawlers.outcome import Ignored, Notes, Outcome, Rejected, from_json, to_json
from crawlers.source import Source

#: Longest line that is read back; records above it are rejected when written.
LINE_LIMIT = 1 << 20


class RunError(ValueError):
    """The file is not a complete run file."""


class RunSummary(BaseModel):
    """The last line of a run file: what was counted, and why it was refused (empty: published)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    input: str = ""  # the file read or the first address
    started: datetime
    finished: datetime
    inputs: int
    records: int
    rejected: int
    ignored: dict[str, int]
    fill: dict[str, float] = {}
    warnings: dict[str, int] = {}
    examples: dict[str, str] = {}
    unread: dict[str, int] = {}
    stats: dict[str, str | int | float] = {}
    blocked: str = ""  # what barred us: 403, captcha, login …
    reason: str = ""


def refused_path(out: Path) -> Path:
    """Where a run that must not be published is kept."""
    return out.with_name(out.name + ".refused")


class RunWriter:
    """Counts and writes the outcomes of one run; `close` publishes or refuses it."""

    def __init__(self, source: Source, out: Path, started: datetime, input_name: str = "") -> None:
        self.source, self.out, self.started, self.input_name = source, out, started, input_name
        self.notes = Notes()
        self.records = self.rejected = 0
        self._first_rejected = ""
        self.ignored: Counter[str] = Counter()
        self._filled: Counter[str] = Counter()
        out.parent.mkdir(parents=True, exist_ok=True)
        self._part = out.with_name(out.name + ".part")
        self._file: TextIO = self._part.open("w", encoding="utf-8")

    def add(self, outcome: Outcome) -> None:
        """Write and count one outcome; a record too long to be read back is rejected instead."""
        line = json.dumps(to_json(outcome), ensure_ascii=False, separators=(",", ":"))
        if len(line) > LINE_LIMIT // 4:
            outcome = Rejected(
                self.input_name, 0, "*", str(len(line)), "记录过长", "record too long", raw=line
            )
            line = json.dumps(to_json(outcome), ensure_ascii=False, separators=(",", ":"))
        self._count(outcome)
        self._file.write(line.encode("utf-8", "replace").decode() + "\n")

    def _count(self, outcome: Outcome) -> None:
        if isinstance(outcome, Rejected):
            self.rejected += 1
            self._first_rejected = self._first_rejected or str(outcome)
        elif isinstance(outcome, Ignored):
            self.ignored[outcome.reason] += 1
        else:
            self.records += 1
            self._filled.update(name for name in self.source.expect.fill if getattr(outcome, name, None))

    def close(
        self,
        finished: datetime,
        *,
        reason: str = "",
        blocked: str = "",
        stats: Mapping[str, Any] | None = None,
    ) -> RunSummary:
        """Publish when `reason` is empty and the expectations hold, else keep the run as refused."""
        summary = self._summary(finished, stats or {}, blocked, reason or self._shortfall())
        self._file.write(json.dumps({"summary": summary.model_dump(mode="json")}, ensure_ascii=False) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        target = refused_path(self.out) if summary.reason else self.out
        self._part.replace(target)
        _sync_folder(target.parent)
        return summary

    def _shortfall(self) -> str:
        expect, inputs = self.source.expect, self.records + self.rejected + self.ignored.total()
        if self.records < expect.min_records and not (expect.may_be_empty and inputs == 0):
            return self._with_first(
                f"只有 {self.records} 条记录，预期至少 {expect.min_records} 条"
                f" / only {self.records} records, expected at least {expect.min_records}"
            )
        if inputs and self.rejected / inputs > expect.max_rejected:
            return self._with_first(
                f"{inputs} 行中有 {self.rejected} 行无法读取 / {self.rejected} of {inputs} rows unreadable"
            )
        for name, least in expect.fill.items():
            share = self._filled[name] / self.records if self.records else 1.0
            if share < least:
                return f"字段 {name} 填充率 {share:.0%} 低于 {least:.0%} / {name} filled in {share:.0%} only"
        return ""

    def _with_first(self, reason: str) -> str:
        """The reason with the first rejection, which mostly tells the cause of all."""
        return f"{reason}；{self._first_rejected}" if self._first_rejected else reason

    def _summary(self, finished: datetime, stats: Mapping[str, Any], blocked: str, reason: str) -> RunSummary:
        return RunSummary(
            source=self.source.name,
            input=self.input_name,
            started=self.started,
            finished=finished,
            inputs=self.records + self.rejected + self.ignored.total(),
            records=self.records,
            rejected=self.rejected,
            ignored=dict(self.ignored),
            fill={n: round(self._filled[n] / max(1, self.records), 4) for n in self.source.expect.fill},
            warnings=dict(self.notes.warnings),
            examples=dict(self.notes.examples),
            unread=dict(self.notes.unread),
            stats={k: v if isinstance(v, int | float) else str(v) for k, v in stats.items()},
            blocked=blocked,
            reason=reason,
        )


def read_run(path: Path) -> tuple[RunSummary, Iterator[Outcome]]:
    """The summary and the outcomes, streaming. Raises RunError for a cut or foreign file."""
    return read_summary(path), _outcomes(path)


def read_summary(path: Path) -> RunSummary:
    """The last line of a run file (or of a refused one); raises RunError when it is not there."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - LINE_LIMIT))
        lines = file.read().rstrip(b"\n").rsplit(b"\n", 1)
    try:
        return RunSummary.model_validate(json.loads(lines[-1])["summary"])
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise RunError(f"{path.name}：运行文件不完整 / incomplete run file: {error}") from error


def _outcomes(path: Path) -> Iterator[Outcome]:
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(LINE_LIMIT + 1), b""), start=1):
            if line.startswith(b'{"summary"'):
                return
            try:
                yield from_json(json.loads(line))
            except (ValueError, TypeError) as error:
                raise RunError(f"{path.name}:{number}：无法读取 / unreadable: {error}") from error


def _sync_folder(folder: Path) -> None:
    """So that the rename itself survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
