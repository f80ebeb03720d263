"""An office with pages, two firms and hand-made findings, shared by the tests of subscriptions and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from sqlalchemy import Connection, insert, select, update

from alerts import receivers, stages
from alerts.batch import Batch, Finding, Post
from alerts.subscriptions import book, steps
from alerts.telling import flush
from config.clock import to_db
from config.database import Database, next_number
from config.schema import outbox, records
from config.schema import receivers as people
from config.settings import Settings
from crawlers.records import Filing, Record
from tests.alerts.cases import entry as mark_entry
from tests.alerts.cases import filing, finding, risk
from watchlists.entries import WatchEntry
from watchlists.store import EntryStore
from watchlists.subscriptions import Scope, Wish

A, B, READER = "a@firm-a.test", "b@firm-b.test", "reader@firm-c.test"
URL = "https://zw.test"
_LINK = re.compile(r"https?://[^\s\"'<>]+")


class Clock:
    """A clock that the test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


def with_pages(installation: Settings, **web: Any) -> Settings:
    """The installation with pages, a subscribe address and API keys for the office and both firms."""
    keys = {"office": "o" * 32, "firm-a": "a" * 32, "firm-b": "b" * 32}
    mail = installation.mail.model_copy(update={"subscribe_address": "subscribe@zhiwei.test"})
    pages = installation.web.model_validate({"public_url": URL, "api_keys": keys} | web)
    return installation.model_copy(update={"web": pages, "mail": mail})


def open_office(database: Database, settings: Settings, now: datetime) -> None:
    """The office's people are known."""
    with database.write() as conn:
        receivers.sync_people(conn, settings.office, now)


def join(conn: Connection, address: str, tenant: str, post: Post, now: datetime, *scopes: Scope) -> list[int]:
    """A confirmed subscriber of a tenant."""
    numbers = book.ask(
        conn, address, Wish("subscribe", name=tenant, scopes=scopes or (Scope(),)), "desk", now
    )
    conn.execute(update(people).where(people.c.id == book.receiver_id(address)).values(tenant=tenant))
    steps.confirmed(conn, numbers, post, now, channel="page")
    return numbers


def firm_entry(name: str, number: int = 1, **changes: Any) -> WatchEntry:
    """An entry of firm `a` or `b`."""
    facts = {
        "id": f"{name}-{number}",
        "text": f"{name.upper()}家糖坊{number}",
        "receiver": f"{name}@firm-{name}.test",
        "tenant": f"firm-{name}",
        "owner": f"{name.upper()}公司",
    }
    return mark_entry(number, **(facts | changes))


def list_entry(number: int = 1, **changes: Any) -> WatchEntry:
    """An entry of the office's own list."""
    facts = {
        "id": f"gi-{number}",
        "category": "GI",
        "text": f"郫县豆瓣{number}",
        "receiver": "",
        "tenant": "",
        "region": "成都市郫都区",
        "district": "郫都区",
    }
    return mark_entry(number, **(facts | changes))


def keep(conn: Connection, entries: list[WatchEntry], now: datetime) -> None:
    """Store entries."""
    EntryStore().upsert(conn, entries, now)


def raise_hits(conn: Connection, findings: list[Finding], post: Post, now: datetime) -> Any:
    """Store the records of findings and take the findings through all stages."""
    known = set(conn.execute(select(records.c.id)).scalars())
    for one in findings:
        if one.record.record_id not in known:
            known.add(one.record.record_id)
            store_record(conn, one.record, now)
    return stages.run(Batch(conn, now, post, findings))


def store_record(conn: Connection, record: Record, now: datetime, screened: int = 1) -> None:
    """A record as the ingest stores it."""
    body = record.model_dump(mode="json", exclude_defaults=True) | {"kind": record.kind}
    conn.execute(
        insert(records).values(
            id=record.record_id,
            seq=next_number(conn, "record"),
            kind=record.kind,
            source=record.source,
            text=record.text,
            party=getattr(record, "applicant", ""),
            jurisdiction=record.jurisdiction,
            event=record.event,
            content_hash=record.content_hash(),
            body=body,
            first_seen=to_db(now),
            last_seen=to_db(now),
            screened_revision=screened,
        )
    )


def hit(entry: WatchEntry, number: int, level: str = "黄", **changes: Any) -> Finding:
    """A finding of an entry and filing number `number`."""
    seen: Filing = filing(number, **changes)
    return finding(entry, seen, risk=risk(level))


def mails(conn: Connection, address: str = "", kind: str = "") -> list[EmailMessage]:
    """Mails of the outbox in order, of an address and kind if given."""
    chosen = select(outbox.c.mime).where(outbox.c.channel == "mail").order_by(outbox.c.id)
    chosen = chosen.where(outbox.c.address == address) if address else chosen
    chosen = chosen.where(outbox.c.kind == kind) if kind else chosen
    return [message_from_bytes(bytes(raw), policy=policy.default) for raw in conn.execute(chosen).scalars()]  # type: ignore[misc]


def text_of(mail: EmailMessage) -> str:
    """Subject, text and HTML of a mail."""
    parts = (mail.get_body(("plain",)), mail.get_body(("html",)))
    return "\n".join([str(mail["Subject"]), *(part.get_content() for part in parts if part is not None)])


def links_of(mail: EmailMessage) -> Iterator[str]:
    """Every web link of a mail, headers included."""
    header = str(mail.get("List-Unsubscribe", ""))
    yield from dict.fromkeys(_LINK.findall(text_of(mail) + " " + header))


def digest_all(conn: Connection, post: Post, now: datetime) -> int:
    """Send what is due."""
    return flush(conn, post, now)
