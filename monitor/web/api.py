"""The read interface (`/api/v1`, OpenAPI at `/openapi.json`) for the city's platform and for enterprises.

Reading only. What does not exist and what belongs to another give the same 404.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Path, Query

from alerts.coverage import cover
from alerts.tenancy import View
from config.clock import SHANGHAI, local_day
from monitor.jobs.sources import expected_sources
from monitor.web.context import Web, web_of
from monitor.web.keys import Mine
from monitor.web.shapes import AlertLine, AlertOut, EntryOut, FiguresOut, HitOut, Problem, StepOut

NOT_FOUND = "没有这一项 / not found"
router = APIRouter(
    prefix="/api/v1",
    tags=["read"],
    responses={401: {"model": Problem}, 404: {"model": Problem}},
)
Here = Annotated[Web, Depends(web_of)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="编号")]
After = Annotated[int, Query(ge=0, le=2**31 - 1, description="从这个编号之后")]
Limit = Annotated[int, Query(ge=1, le=500, description="最多几条")]
EntryId = Annotated[str, Path(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f/]+$")]
Level = Literal["", "蓝", "黄", "橙", "红"]
Word = Annotated[str, Query(max_length=40, pattern=r"^[a-z_]*$")]


def _missing() -> HTTPException:
    return HTTPException(404, NOT_FOUND)


@router.get("/alerts", summary="预警列表")
def alerts(
    view: Mine, after: After = 0, limit: Limit = 100, level: Level = "", state: Word = ""
) -> list[AlertLine]:
    """Alerts in order of their number, from behind `after`."""
    return [AlertLine.of(row) for row in view.alerts(after=after, limit=limit, level=level, state=state)]


@router.get("/alerts/{number}", summary="一件预警")
def alert(view: Mine, number: Number) -> AlertOut:
    """One alert with its reasons, deadlines and advice."""
    case = view.alert(number)
    if case is None:
        raise _missing()
    return AlertOut.of(case)


@router.get("/alerts/{number}/journal", summary="一件预警的处理经过")
def journal(view: Mine, number: Number) -> list[StepOut]:
    """What was decided, by whom, oldest first."""
    rows = view.journal(number)
    if rows is None:
        raise _missing()
    return [StepOut(**{name: getattr(row, name) for name in StepOut.model_fields}) for row in rows]


@router.get("/entries", summary="监测对象列表")
def entries(
    view: Mine,
    after: Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = "",
    limit: Limit = 100,
) -> list[EntryOut]:
    """Watched rights in order of their id, from behind `after`."""
    return [EntryOut.of(entry) for entry in view.entries(after=after, limit=limit)]


@router.get("/entries/{entry_id}", summary="一个监测对象")
def entry(view: Mine, entry_id: EntryId) -> EntryOut:
    """One watched right."""
    found = view.entry(entry_id)
    if found is None:
        raise _missing()
    return EntryOut.of(found)


@router.get("/hits", summary="疑似近似列表")
def hits(view: Mine, after: After = 0, limit: Limit = 100) -> list[HitOut]:
    """Hits in order of their number, quiet ones with the reason."""
    return [HitOut.of(line) for line in view.hits(after=after, limit=limit)]


@router.get("/hits/{number}", summary="一处疑似近似")
def hit(view: Mine, number: Number) -> HitOut:
    """One hit."""
    line = view.hit(number)
    if line is None:
        raise _missing()
    return HitOut.of(line)


@router.get("/coverage", summary="查了什么、缺了什么")
def coverage(web: Here, view: Mine, days: Annotated[int, Query(ge=1, le=92)] = 7) -> FiguresOut:
    """The last `days` whole days: figures of the asker's own things, and gaps of the sources."""
    until = datetime.combine(local_day(web.clock()), time(), SHANGHAI).astimezone(UTC)
    return _figures(web, view, until - timedelta(days=days), until)


def _figures(web: Web, view: View, since: datetime, until: datetime) -> FiguresOut:
    made = cover(view.connection, view, expected_sources(web.settings), since, until)
    return FiguresOut(
        since=str(local_day(since)),
        until=str(local_day(until)),
        entries=made.figures.entries,
        hits=made.figures.hits,
        new_alerts=made.figures.by_level,
        open_alerts=made.figures.open_cases,
        quiet=made.figures.quiet,
        gaps=made.gaps,
        calm=made.calm,
    )
