"""What was checked and what was not, for one viewer and one span: the ground under every "nothing found".

平安无事 is said only with no hit and no gap; with a gap the gap is named and nothing is concluded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from alerts.gazette import issue_date, issue_number, issues_between
from alerts.sight import is_real_record
from alerts.sources import ExpectedSource, SourceLine, source_lines
from alerts.tenancy import Figures, View
from alerts.views import CaseView
from config.clock import from_db, local_day, to_db
from config.schema import records, runs

#: An issue is expected this long after its day: it is fetched by hand from an office that works on weekdays.
GRACE = timedelta(days=3)
#: A missing issue is named for so long, but none from before the service began.
LOOK_BACK = timedelta(days=28)


@dataclass(frozen=True)
class Coverage:
    """A span as one viewer may know it."""

    since: datetime
    until: datetime
    sources: tuple[SourceLine, ...]
    records: int
    issues: tuple[int, ...]
    missing_issues: tuple[int, ...]
    waiting: int
    figures: Figures
    deadlines: tuple[CaseView, ...]

    @property
    def as_of(self) -> datetime | None:
        """The moment up to which all sources have spoken; None when one never has."""
        moments = [line.as_of for line in self.sources]
        known = [moment for moment in moments if moment is not None]
        return min(known) if known and len(known) == len(moments) else None

    @property
    def gaps(self) -> tuple[str, ...]:
        """Everything that was not checked, one sentence each."""
        found = [line.gap for line in self.sources if line.gap]
        found += [f"商标公告第 {n} 期（{issue_date(n)}）尚未收到" for n in self.missing_issues]
        if self.waiting:
            found.append(f"还有 {self.waiting} 条记录等待比对")
        if not self.sources:
            found.append("没有任何数据源")
        if not self.figures.entries:
            found.append("没有正在监测的对象")
        return tuple(found)

    @property
    def calm(self) -> bool:
        """Whether 平安无事 may be said."""
        return not self.gaps and self.figures.hits == 0


def cover(
    conn: Connection, view: View, expected: Sequence[ExpectedSource], since: datetime, until: datetime
) -> Coverage:
    """Read everything in one transaction; figures of cases and hits are the viewer's own."""
    lines = source_lines(conn, expected, since, until)
    issues, missing = _issues(conn, expected, since, until)
    span = (records.c.first_seen >= to_db(since), records.c.first_seen < to_db(until), is_real_record())
    waiting = select(func.count()).where(records.c.screened_revision < records.c.revision, is_real_record())
    return Coverage(
        since=since,
        until=until,
        sources=tuple(lines),
        records=int(conn.execute(select(func.count()).where(*span)).scalar_one()),
        issues=issues,
        missing_issues=missing,
        waiting=int(conn.execute(waiting).scalar_one()),
        figures=view.figures(since, until),
        deadlines=tuple(view.next_deadlines(local_day(until))),
    )


def _issues(
    conn: Connection, expected: Sequence[ExpectedSource], since: datetime, until: datetime
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Gazette issues received in the span, and those due by its end that never came."""
    issue = records.c.body["issue"].as_string()
    span = (records.c.first_seen >= to_db(since), records.c.first_seen < to_db(until), is_real_record())
    texts = conn.execute(
        select(issue).where(records.c.kind == "filing", issue.is_not(None), *span).distinct()
    )
    received = {n for text in texts.scalars() if text and (n := issue_number(text))}
    if not any(source.gazette for source in expected):
        return tuple(sorted(received)), ()
    began = conn.execute(select(func.min(runs.c.started_at))).scalar()
    first = max(since - LOOK_BACK, from_db(began)) if began else since
    due = issues_between(local_day(first), local_day(until - GRACE))
    missing = [n for n in due if n not in received and not _ever(conn, n)]
    return tuple(sorted(received)), tuple(missing)


def _ever(conn: Connection, number: int) -> bool:
    issue = records.c.body["issue"].as_string()
    found = select(records.c.id).where(
        records.c.kind == "filing", issue.in_((str(number), f"第{number}期")), is_real_record()
    )
    return conn.execute(found.limit(1)).first() is not None
