"""`/healthz`, `/readyz` and `/metrics`: is it alive, can it work, how much waits. Figures need an office key."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from monitor.status import Status, read_status
from monitor.web.context import Web, web_of
from monitor.web.keys import OfficeKey

router = APIRouter(include_in_schema=False)
Here = Annotated[Web, Depends(web_of)]


@router.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return Response("ok\n", media_type="text/plain")


@router.get("/readyz")
def ready(web: Here) -> Response:
    """The database answers; says nothing about what is in it."""
    try:
        with web.database.read() as conn:
            conn.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return Response("database\n", 503, media_type="text/plain")
    return Response("ok\n", media_type="text/plain")


@router.get("/metrics")
def metrics(web: Here, office: OfficeKey) -> Response:
    """Prometheus text; counts of the whole installation, never of one tenant, and so for the office alone."""
    status = read_status(web.database, web.settings, web.clock())
    return Response(generate_latest(_collected(status)), media_type=CONTENT_TYPE_LATEST)


def _collected(status: Status) -> CollectorRegistry:
    registry = CollectorRegistry()
    single = {
        "entries": (status.entries, "Active watch entries"),
        "records": (status.records, "Records taken in"),
        "records_waiting": (status.waiting_records, "Records that wait for screening"),
        "hits": (status.hits, "Hits stored"),
        "quarantined_rows": (status.quarantined, "Rows that could not be read"),
        "problems": (len(status.problems), "Problems that need a person"),
    }
    for name, (value, about) in single.items():
        Gauge(f"zhiwei_{name}", about, registry=registry).set(value)
    levels = Gauge("zhiwei_open_alerts", "Open alerts by level", ["level"], registry=registry)
    for level, count in status.open_alerts.items():
        levels.labels(level).set(count)
    mails = Gauge("zhiwei_mails", "Mails by state", ["state"], registry=registry)
    for state, count in status.mails.items():
        mails.labels(state).set(count)
    sources = Gauge("zhiwei_source_ok", "1: last run published", ["source", "state"], registry=registry)
    for source in status.sources:
        sources.labels(source["source"], source["state"]).set(source["state"] in ("ok", "empty"))
    return registry
