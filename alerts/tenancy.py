"""The wall: who may see which entry, hit, case and decision. Every page, answer, mail and figure asks here.

A watch list is itself a secret: whatever is not the viewer's own does not exist for him. The condition
stands in the query itself, so that a foreign number and an unknown one take the same way and give the
same answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, select

from alerts import views
from alerts.compose import Receiver
from alerts.model import Hit
from alerts.sight import CANARY, OFFICE_ROLES, Viewer, sees_entry, viewer_of
from alerts.states import machine
from alerts.views import CaseView
from config.clock import to_db
from config.schema import alerts, entries, hits, journal, records
from watchlists.entries import WatchEntry


@dataclass(frozen=True)
class Figures:
    """What happened between two moments, for one viewer; `quiet` is reason → hits that raised no mail."""

    entries: int
    hits: int
    by_level: dict[str, int]
    open_cases: int
    quiet: dict[str, int]


@dataclass(frozen=True)
class HitLine:
    """One hit as the read interface gives it."""

    id: int
    entry_id: str
    record_id: str
    alert: str
    quiet: str
    at: str
    hit: Hit


class View:
    """The only query functions for cases, hits, entries and decisions outside the office's own commands."""

    def __init__(self, conn: Connection, viewer: Viewer) -> None:
        self._conn = conn
        self.viewer = viewer

    @property
    def connection(self) -> Connection:
        """For figures of sources, which belong to no tenant."""
        return self._conn

    @classmethod
    def office(cls, conn: Connection) -> View:
        """Everything except the canaries."""
        return cls(conn, Viewer(office=True))

    @classmethod
    def tenant(cls, conn: Connection, tenant: str) -> View:
        """What one tenant owns; an empty tenant sees nothing."""
        return cls(conn, Viewer(tenant=tenant))

    @classmethod
    def receiver(cls, conn: Connection, receiver: Receiver) -> View:
        """What one receiver has subscribed to, or all for a person of the office."""
        if receiver.role in OFFICE_ROLES:
            return cls(conn, Viewer(office=True, canaries=receiver.role == "operator"))
        return cls(conn, viewer_of(conn, receiver))

    # --- entries ---------------------------------------------------------------------------------
    def entries(self, *, after: str = "", limit: int = 100) -> list[WatchEntry]:
        """Visible entries in order of id, from behind `after`."""
        chosen = select(entries.c.body).where(self._sees_entry(), entries.c.id > after)
        rows = self._conn.execute(chosen.order_by(entries.c.id).limit(limit)).scalars()
        return [WatchEntry.model_validate(body) for body in rows]

    def entry(self, entry_id: str) -> WatchEntry | None:
        """One visible entry, else None."""
        chosen = select(entries.c.body).where(self._sees_entry(), entries.c.id == entry_id)
        body = self._conn.execute(chosen).scalar()
        return None if body is None else WatchEntry.model_validate(body)

    # --- cases -----------------------------------------------------------------------------------
    def alerts(
        self, *, after: int = 0, limit: int = 100, level: str = "", state: str = "", since: str = ""
    ) -> list[Row[Any]]:
        """Rows of visible cases in order of number, from behind `after`."""
        chosen = self._cases().where(alerts.c.id > after)
        chosen = chosen.where(alerts.c.level == level) if level else chosen
        chosen = chosen.where(alerts.c.state == state) if state else chosen
        chosen = chosen.where(alerts.c.updated_at >= since) if since else chosen
        return list(self._conn.execute(chosen.order_by(alerts.c.id).limit(limit)))

    def sees(self, number: int) -> bool:
        """Whether the case A-`number` exists for this viewer."""
        return self._conn.execute(self._cases().where(alerts.c.id == number)).first() is not None

    def visible(self, numbers: Iterable[int]) -> set[int]:
        """Which of these cases exist for this viewer."""
        wanted, found = sorted(set(numbers)), set[int]()
        for start in range(0, len(wanted), 500):
            cases = self._cases().where(alerts.c.id.in_(wanted[start : start + 500]))
            found |= {row.id for row in self._conn.execute(cases)}
        return found

    def alert(self, number: int) -> CaseView | None:
        """The case with the viewer's part of its hits, else None."""
        if not self.sees(number):
            return None
        case = views.load(self._conn, number)
        if self.viewer.office:
            return case
        mine = set(
            self._conn.execute(
                select(hits.c.entry_id)
                .join(entries, entries.c.id == hits.c.entry_id)
                .where(hits.c.alert_id == number, self._sees_entry())
            ).scalars()
        )
        return replace(case, hits=tuple(one for one in case.hits if one.entry.id in mine))

    def owns(self, case: CaseView) -> bool:
        """Whether the viewer may decide the case and read what was decided; a reader of lists may not."""
        if self.viewer.office:
            return True
        row = self._conn.execute(select(alerts.c.tenant).where(alerts.c.id == case.number)).one()
        return (row.tenant != "" and row.tenant == self.viewer.tenant) or (
            self.viewer.address != "" and case.receiver.lower() == self.viewer.address
        )

    def journal(self, number: int) -> list[Row[Any]] | None:
        """What was decided in a case that the viewer owns, oldest first; None when there is none for him."""
        case = self.alert(number)
        if case is None or not self.owns(case):
            return None
        return list(
            self._conn.execute(select(journal).where(journal.c.alert_id == number).order_by(journal.c.id))
        )

    # --- hits ------------------------------------------------------------------------------------
    def hits(self, *, after: int = 0, limit: int = 100) -> list[HitLine]:
        """Visible hits in order of id, quiet ones with their reason."""
        chosen = self._hits().where(hits.c.id > after).order_by(hits.c.id).limit(limit)
        return [_line(row) for row in self._conn.execute(chosen)]

    def hit(self, number: int) -> HitLine | None:
        """One visible hit, else None."""
        row = self._conn.execute(self._hits().where(hits.c.id == number)).first()
        return None if row is None else _line(row)

    # --- figures ---------------------------------------------------------------------------------
    def figures(self, since: datetime, until: datetime) -> Figures:
        """Counts of the viewer's own things from `since` to before `until`."""
        span = and_(hits.c.created_at >= to_db(since), hits.c.created_at < to_db(until))
        by_quiet = (
            select(hits.c.quiet, func.count())
            .join(entries, entries.c.id == hits.c.entry_id)
            .where(self._sees_entry(), span)
            .group_by(hits.c.quiet)
        )
        counted = {row[0]: row[1] for row in self._conn.execute(by_quiet)}
        quiet: Counter[str] = Counter()
        for reason, number in counted.items():
            quiet[reason.partition(" ")[0]] += number if reason else 0
        cases = self._cases().subquery()
        new = select(cases.c.level, func.count()).where(
            cases.c.created_at >= to_db(since), cases.c.created_at < to_db(until)
        )
        still_open = select(func.count()).select_from(cases).where(cases.c.state.not_in(machine().settled))
        watched = select(func.count()).where(self._sees_entry(), entries.c.status == "active")
        return Figures(
            entries=int(self._conn.execute(watched).scalar_one()),
            hits=sum(counted.values()),
            by_level={row[0]: row[1] for row in self._conn.execute(new.group_by(cases.c.level))},
            open_cases=int(self._conn.execute(still_open).scalar_one()),
            quiet={reason: number for reason, number in quiet.items() if number},
        )

    def next_deadlines(self, today: date, limit: int = 10) -> list[CaseView]:
        """Open visible cases with a last day from `today` on, the nearest first."""
        chosen = self._cases().where(
            alerts.c.last_day >= str(today), alerts.c.state.not_in(machine().settled)
        )
        rows = self._conn.execute(chosen.order_by(alerts.c.last_day, alerts.c.id).limit(limit)).all()
        cases = (self.alert(row.id) for row in rows)
        return [case for case in cases if case is not None]

    # --- the conditions --------------------------------------------------------------------------
    def _sees_entry(self) -> ColumnElement[bool]:
        return sees_entry(self.viewer)

    def _cases(self) -> Select[Any]:
        if self.viewer.office:
            cases = select(alerts)
            return cases if self.viewer.canaries else cases.where(alerts.c.tenant != CANARY)
        mine = (
            select(hits.c.id)
            .join(entries, entries.c.id == hits.c.entry_id)
            .where(hits.c.alert_id == alerts.c.id, self._sees_entry())
        )
        return select(alerts).where(alerts.c.tenant != CANARY, exists(mine))

    def _hits(self) -> Select[Any]:
        return (
            select(hits)
            .join(entries, entries.c.id == hits.c.entry_id)
            .join(records, records.c.id == hits.c.record_id)
            .where(self._sees_entry())
        )


def _line(row: Row[Any]) -> HitLine:
    return HitLine(
        id=row.id,
        entry_id=row.entry_id,
        record_id=row.record_id,
        alert=f"A-{row.alert_id}" if row.alert_id else "",
        quiet=row.quiet.partition(" ")[0],
        at=row.created_at,
        hit=Hit.model_validate(row.body),
    )
