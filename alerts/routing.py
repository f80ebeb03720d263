"""Which desks and enterprises hear of a case; one function for each, in one list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, select

from alerts import receivers
from alerts.batch import Batch, News, Telling
from alerts.compose import Receiver
from alerts.levels import rank
from alerts.sight import CANARY
from alerts.subscriptions.listeners import listeners, may_hear
from config.schema import alerts

Route = Callable[[Batch, Row[Any]], Receiver | None]


def _centre(batch: Batch, case: Row[Any]) -> Receiver | None:
    """保护中心: every case, since it triages; in copy of overseas ones."""
    return receivers.desk(batch.conn, "officer", batch.post.settings.office)


def _overseas(batch: Batch, case: Row[Any]) -> Receiver | None:
    """海外中心: a foreign register, docket or marketplace."""
    return (
        receivers.desk(batch.conn, "overseas", batch.post.settings.office)
        if case.desk == "overseas"
        else None
    )


def _enterprise(batch: Batch, case: Row[Any]) -> Receiver | None:
    """企业: the mailbox that its entry names, unless it has ended its subscription."""
    firm = receivers.enterprise(batch.conn, case.receiver, case.tenant, "", batch.now)
    return firm if firm is not None and may_hear(batch.conn, firm) else None


ROUTES: tuple[Route, ...] = (_overseas, _centre, _enterprise)


def route(batch: Batch) -> None:
    """One telling for each receiver; a case that nobody can hear is counted, never forgotten."""
    for news in batch.news:
        told = list(_tellings(batch, news))
        batch.tellings += told
        batch.counts["unrouted"] += not told


def _tellings(batch: Batch, news: News) -> Iterator[Telling]:
    case = batch.conn.execute(select(alerts).where(alerts.c.id == news.alert_id)).one()
    if case.tenant == CANARY:  # waits for the daily heartbeat, which carries it
        operator = receivers.desk(batch.conn, "operator", batch.post.settings.office)
        if operator is not None:
            yield Telling(replace(operator, cadence="daily"), news, "蓝")
        return
    named = [one(batch, case) for one in ROUTES]
    for receiver in (*named, *listeners(batch.conn, case)):
        if receiver is not None and rank(case.level) >= rank(receiver.minimum):
            yield Telling(receiver, news, case.level)
