"""What each source brought in a span of time, and what it should have: `0 new`, `blocked`, `silent` kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from alerts.sight import CANARY
from config.clock import from_db, show, to_db
from config.schema import runs, source_state

STATES = {
    "ok": "正常",
    "empty": "正常，没有新记录",
    "blocked": "被对方拦截",
    "failed": "失败",
    "refused": "内容不合预期，未采用",
    "never": "从未成功",
    "silent": "超时没有消息",
    "manual": "人工导入",
}


@dataclass(frozen=True)
class ExpectedSource:
    """A source as this installation runs it; without `every` it is imported by hand."""

    name: str
    title: str
    every: timedelta | None = None
    silence: timedelta | None = None
    gazette: bool = False


@dataclass(frozen=True)
class SourceLine:
    """One source in one span."""

    name: str
    title: str
    state: str  # a key of STATES
    as_of: datetime | None
    expected: int | None
    received: int
    new: int
    rejected: int
    note: str = ""

    @property
    def word(self) -> str:
        """The state in Chinese, with the figure that belongs to it."""
        word = STATES.get(self.state, self.state)
        return f"{word}，新 {self.new} 条" if self.state in ("ok", "manual") else word

    @property
    def gap(self) -> str:
        """What is missing, as one sentence; empty when nothing is."""
        if self.state in ("blocked", "failed", "refused", "never", "silent"):
            since = f"，数据截至 {show(self.as_of)}" if self.as_of else ""
            return f"{self.title}：{STATES[self.state]}{since}"
        if self.expected is not None and self.received + 1 < self.expected:
            return f"{self.title}：应到 {self.expected} 次，实到 {self.received} 次"
        return f"{self.title}：{self.rejected} 行无法读取" if self.rejected else ""


def all_sources(conn: Connection, expected: Sequence[ExpectedSource]) -> list[ExpectedSource]:
    """The configured sources, and those from which files were imported by hand."""
    known = {source.name for source in expected}
    seen = conn.execute(select(runs.c.source).where(runs.c.file != CANARY).distinct().order_by(runs.c.source))
    return [*expected, *(ExpectedSource(name, name) for name in seen.scalars() if name not in known)]


def source_lines(
    conn: Connection, expected: Sequence[ExpectedSource], since: datetime, until: datetime
) -> list[SourceLine]:
    """One line for each source, in the order of the configuration."""
    return [_line(conn, source, since, until) for source in all_sources(conn, expected)]


def _line(conn: Connection, source: ExpectedSource, since: datetime, until: datetime) -> SourceLine:
    mine = (runs.c.source == source.name, runs.c.file != CANARY, runs.c.state == "done")
    counted = conn.execute(
        select(func.count(), func.sum(runs.c.records), func.sum(runs.c.rejected)).where(
            *mine, runs.c.started_at >= to_db(since), runs.c.started_at < to_db(until)
        )
    ).one()
    row = conn.execute(select(source_state).where(source_state.c.source == source.name)).first()
    as_of = last_success(conn, source.name, until)
    state = "manual" if source.every is None else row.state if row is not None else "never"
    silent_from = as_of or (from_db(row.known_since) if row is not None and row.known_since else None)
    overdue = source.silence is not None and silent_from is not None and until > silent_from + source.silence
    if overdue and state in ("ok", "empty", "manual", "never"):
        state = "silent"
    return SourceLine(
        name=source.name,
        title=source.title,
        state=state,
        as_of=as_of,
        expected=int((until - since) / source.every) if source.every else None,
        received=int(counted[0]),
        new=int(counted[1] or 0),
        rejected=int(counted[2] or 0),
        note=row.note if row is not None else "",
    )


def last_success(conn: Connection, source: str, until: datetime) -> datetime | None:
    """When a source last brought a whole run, by its crawl or by an imported file."""
    crawled = conn.execute(
        select(source_state.c.last_success).where(source_state.c.source == source)
    ).scalar()
    imported = conn.execute(
        select(func.max(runs.c.finished_at)).where(
            runs.c.source == source, runs.c.file != CANARY, runs.c.finished_at <= to_db(until)
        )
    ).scalar()
    moments = [from_db(text) for text in (crawled, imported) if text]
    return max(moments, default=None)
