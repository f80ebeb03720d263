"""What the read interface gives out; field names are stable, additions are possible."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from sqlalchemy import Row

from alerts.memory import party_of
from alerts.model import Advice, Deadline
from alerts.tenancy import HitLine
from alerts.views import CaseView
from alerts.words import STATES
from watchlists.entries import WatchEntry


class Problem(BaseModel):
    """Why there is no answer."""

    detail: str


class EntryOut(BaseModel):
    """A watched right."""

    id: str
    category: str
    text: str
    aliases: tuple[str, ...]
    nice_classes: tuple[int, ...]
    owner: str
    district: str
    industry: str
    zone: str
    status: str
    confidence: str

    @classmethod
    def of(cls, entry: WatchEntry) -> EntryOut:
        """From an entry."""
        return cls.model_validate(entry.model_dump(include=set(cls.model_fields)))


class AlertLine(BaseModel):
    """One alert in a list."""

    number: int
    alert: str
    level: str
    state: str
    state_zh: str
    category: str
    last_day: str | None
    act_by: str | None
    created_at: str
    updated_at: str

    @classmethod
    def of(cls, row: Row[Any]) -> AlertLine:
        """From a row of cases."""
        known = {name: getattr(row, name) for name in cls.model_fields if hasattr(row, name)}
        return cls(**known, number=row.id, alert=f"A-{row.id}", state_zh=STATES.get(row.state, row.state))


class SeenOut(BaseModel):
    """The record that was found, as published at its source."""

    source: str
    native_id: str
    kind: str
    mark: str
    party: str
    jurisdiction: str
    event: str
    event_on: str | None
    nice_classes: tuple[int, ...]
    url: str


class MatchOut(BaseModel):
    """Why an entry and the record are held to be similar."""

    entry: EntryOut
    score: float
    threshold: float
    per_100k: float
    relation: str
    rules: tuple[str, ...]
    reasons: tuple[str, ...]


class AlertOut(BaseModel):
    """Everything about one alert that its reader may see."""

    number: int
    alert: str
    level: str
    state: str
    state_zh: str
    severity: float
    urgency: str
    policy: str
    why: str
    outcome: str
    seen: SeenOut
    matches: tuple[MatchOut, ...]
    deadlines: tuple[Deadline, ...]
    advice: tuple[Advice, ...]

    @classmethod
    def of(cls, case: CaseView) -> AlertOut:
        """From a case as its viewer sees it."""
        record = case.record
        return cls(
            number=case.number,
            alert=case.label,
            level=case.level,
            state=case.state,
            state_zh=STATES.get(case.state, case.state),
            severity=case.risk.severity,
            urgency=case.risk.urgency,
            policy=case.risk.policy,
            why=case.risk.why,
            outcome=case.outcome,
            seen=SeenOut(
                source=record.source,
                native_id=record.native_id,
                kind=record.kind,
                mark=case.mark,
                party=case.party if party_of(record) else "",
                jurisdiction=record.jurisdiction,
                event=record.event,
                event_on=str(record.event_on) if record.event_on else None,
                nice_classes=tuple(getattr(record, "nice_classes", ())),
                url=record.url,
            ),
            matches=tuple(
                MatchOut(
                    entry=EntryOut.of(one.entry),
                    score=one.hit.score,
                    threshold=one.hit.threshold,
                    per_100k=one.hit.per_100k,
                    relation=one.hit.relation,
                    rules=one.hit.rules,
                    reasons=tuple(reason.text for reason in one.hit.reasons),
                )
                for one in case.hits
            ),
            deadlines=case.risk.deadlines,
            advice=case.risk.advice,
        )


class StepOut(BaseModel):
    """One step in the life of an alert."""

    at: str
    who: str
    role: str
    verb: str
    before: str
    after: str
    reason: str
    note: str


class HitOut(BaseModel):
    """One hit; `quiet` says why it raised no mail, else empty."""

    id: int
    entry: str
    record: str
    alert: str
    quiet: str
    at: str
    score: float

    @classmethod
    def of(cls, line: HitLine) -> HitOut:
        """From a hit."""
        return cls(
            id=line.id,
            entry=line.entry_id,
            record=line.record_id,
            alert=line.alert,
            quiet=line.quiet,
            at=line.at,
            score=line.hit.score,
        )


class FiguresOut(BaseModel):
    """Counts of the asker's own things in a span."""

    since: str
    until: str
    entries: int
    hits: int
    new_alerts: dict[str, int]
    open_alerts: int
    quiet: dict[str, int]
    gaps: tuple[str, ...]
    calm: bool
