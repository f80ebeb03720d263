"""集中行动: one applicant, agent, address, shop or picture against several rights within 30 days.

The desk gets one mail with all of them; a firm hears of its own part alone, and only when that part is a
campaign by itself, so that nothing tells it whether others are hit.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, select, update

from alerts import outbox, receivers
from alerts.batch import Post
from alerts.campaign_letter import campaign_letter
from alerts.compose import Receiver
from alerts.sight import CANARY, is_real_record
from alerts.subscriptions import caps
from alerts.subscriptions.footing import Footing, footing
from alerts.tenancy import View
from config.clock import from_db, to_db
from config.database import insert_for
from config.schema import alerts, campaigns, entries, hits, records
from config.schema import outbox as outbox_table
from crawlers.records import Filing, Listing, Record, parse_record
from watchlists.names import core_name

_AGAIN = timedelta(days=1)


@cache
def kinds() -> dict[str, Any]:
    """Kind → its declaration, and `days`."""
    declared = tomllib.loads(Path(__file__).with_name("campaigns.toml").read_text("utf-8"))
    return {"days": declared["days"], **{one["name"]: one for one in declared["kind"]}}


@dataclass(frozen=True)
class Strike:
    """One hit of a campaign."""

    alert_id: int
    mark: str  # one mark on several lists is one right
    receiver: str
    tenant: str


def traces(record: Record) -> Iterator[tuple[str, str]]:
    """(kind, key) of everything by which a record may hang together with others."""
    if isinstance(record, Filing):
        for name in (record.applicant, *record.co_applicants):
            yield "applicant", core_name(name)
        yield "agent", core_name(record.agent)
        yield "address", _folded(record.applicant_address)
        yield "picture", record.image
    elif isinstance(record, Listing):
        yield "shop", f"{record.platform}|{_folded(record.seller)}" if record.seller else ""
        yield from (("picture", image) for image in record.images)


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if c.isalnum())


def find_campaigns(conn: Connection, now: datetime) -> dict[tuple[str, str], list[Strike]]:
    """Everything that reaches its number of different rights within the span, desk's view."""
    found: dict[tuple[str, str], list[Strike]] = defaultdict(list)
    for row in _recent(conn, now):
        strike = Strike(row.alert_id, _folded(row.text), row.receiver.lower(), row.tenant)
        for trace in set(traces(parse_record(row.body))):
            if trace[1]:
                found[trace].append(strike)
    return {trace: strikes for trace, strikes in found.items() if _many(trace[0], strikes)}


def _many(kind: str, strikes: list[Strike]) -> bool:
    least: int = kinds()[kind]["rights"]
    return len({strike.mark for strike in strikes}) >= least


def _recent(conn: Connection, now: datetime) -> list[Row[Any]]:
    chosen = (
        select(hits.c.alert_id, entries.c.text, records.c.body, alerts.c.tenant, alerts.c.receiver)
        .join(records, records.c.id == hits.c.record_id)
        .join(alerts, alerts.c.id == hits.c.alert_id)
        .join(entries, entries.c.id == hits.c.entry_id)
        .where(
            hits.c.created_at > to_db(now - timedelta(days=kinds()["days"])),
            alerts.c.tenant != CANARY,
            is_real_record(),
        )
        .order_by(hits.c.id)
    )
    return list(conn.execute(chosen))


def report(conn: Connection, post: Post, now: datetime) -> int:
    """Tell the desk of new and grown campaigns (each at most once a day) and firms of theirs; mails queued."""
    queued = 0
    for (kind, key), strikes in find_campaigns(conn, now).items():
        row = _remember(conn, kind, key, strikes, now)
        # A firm's mail depends on its own part alone, also in time.
        queued += sum(_tell_firm(conn, row, mine, post, now) for mine in _by_firm(kind, strikes))
        numbers = sorted({strike.alert_id for strike in strikes})
        if set(numbers) <= set(row.told) or (row.told_at and now < from_db(row.told_at) + _AGAIN):
            continue
        queued += _tell_desk(conn, row, numbers, post, now)
        conn.execute(
            update(campaigns).where(campaigns.c.id == row.id).values(told=numbers, told_at=to_db(now))
        )
    return queued


def _remember(conn: Connection, kind: str, key: str, strikes: list[Strike], now: datetime) -> Row[Any]:
    make = insert_for(conn)
    numbers = sorted({strike.alert_id for strike in strikes})
    row = {"kind": kind, "key": key, "alert_ids": numbers, "opened_at": to_db(now), "updated_at": to_db(now)}
    changed = {"alert_ids": numbers, "updated_at": to_db(now)}
    statement = make(campaigns).values(row)
    statement = statement.on_conflict_do_update(index_elements=["kind", "key"], set_=changed)
    return conn.execute(statement.returning(campaigns)).one()


def _by_firm(kind: str, strikes: list[Strike]) -> list[list[Strike]]:
    mine: dict[tuple[str, str], list[Strike]] = defaultdict(list)
    for strike in strikes:
        if strike.receiver:
            mine[strike.tenant, strike.receiver].append(strike)
    return [part for part in mine.values() if _many(kind, part)]


def _tell_desk(conn: Connection, row: Row[Any], numbers: list[int], post: Post, now: datetime) -> int:
    desk = receivers.desk(conn, "officer", post.settings.office)
    if desk is None:
        return 0
    return _send(conn, View.office(conn), desk, row, numbers, Footing(), post, now)


def _tell_firm(conn: Connection, row: Row[Any], mine: list[Strike], post: Post, now: datetime) -> int:
    firm = receivers.find(conn, f"enterprise:{mine[0].receiver}")
    if firm is None or not caps.may_mail(conn, firm.tenant, firm.address, now):
        return 0
    today = select(outbox_table.c.id).where(
        outbox_table.c.receiver == firm.id,
        outbox_table.c.kind == "campaign",
        outbox_table.c.created_at > to_db(now - _AGAIN),
    )
    if conn.execute(today.limit(1)).first() is not None:
        return 0
    view = View.receiver(conn, firm)
    numbers = sorted(view.visible(strike.alert_id for strike in mine))
    if len(numbers) < 2:
        return 0
    return _send(conn, view, firm, row, numbers, footing(conn, firm, numbers, post, now), post, now)


def _send(
    conn: Connection,
    view: View,
    receiver: Receiver,
    row: Row[Any],
    numbers: list[int],
    under: Footing,
    post: Post,
    now: datetime,
) -> int:
    seen = (view.alert(number) for number in numbers)
    letter = campaign_letter(
        kinds()[row.kind]["zh"], row, [c for c in seen if c], receiver, post, now, footing=under
    )
    return outbox.queue(conn, letter, post.sender, now)
