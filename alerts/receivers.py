"""Who is told: the office's people from the configuration, enterprises from their entries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from alerts.compose import Receiver
from alerts.headers import is_address
from config.clock import to_db
from config.database import insert_for
from config.schema import receivers
from config.settings import Office, Person


def sync_people(conn: Connection, office: Office, now: datetime) -> None:
    """Bring the office's people from the configuration into the table; an address may have changed."""
    addresses = {person.name: person.address for person in office.people}
    for person in office.people:
        _put(
            conn,
            now,
            id=person_id(person),
            role=person.role,
            name=person.name,
            address=person.address,
            second_address=addresses.get(person.deputy, person.deputy),
        )


def enterprise(conn: Connection, address: str, tenant: str, name: str, now: datetime) -> Receiver | None:
    """The receiver an entry names by its mailbox; None when that is no mailbox."""
    if not is_address(address):
        return None
    key = f"enterprise:{address.lower()}"
    known = find(conn, key)
    if known is None:
        make = insert_for(conn)
        row = {
            "id": key,
            "role": "enterprise",
            "name": name,
            "address": address,
            "tenant": tenant,
            "updated_at": to_db(now),
        }
        # one that has not confirmed, has left or is suspended stays as it is and hears nothing
        conn.execute(make(receivers).values(row).on_conflict_do_nothing())
        known = find(conn, key)
    return known


def _put(conn: Connection, now: datetime, **values: Any) -> None:
    make = insert_for(conn)
    row = {**values, "updated_at": to_db(now)}
    kept = {k: v for k, v in row.items() if k != "id"}
    conn.execute(make(receivers).values(row).on_conflict_do_update(index_elements=["id"], set_=kept))


def find(conn: Connection, receiver_id: str) -> Receiver | None:
    """The active receiver of this id."""
    row = conn.execute(
        select(receivers).where(receivers.c.id == receiver_id, receivers.c.state == "active")
    ).first()
    return None if row is None else _receiver(row)


def desk(conn: Connection, role: str, office: Office) -> Receiver | None:
    """The first active mailbox of a desk (`officer`, `overseas`, `lead`, `operator`) as configured."""
    mine = (find(conn, person_id(person)) for person in office.people if person.role == role)
    return next((receiver for receiver in mine if receiver is not None), None)


def person_id(person: Person) -> str:
    """The receiver id of one of the office's people."""
    return f"{person.role}:{person.address.lower()}"


def _receiver(row: Row[Any]) -> Receiver:
    return Receiver(
        id=row.id,
        role=row.role,
        address=row.address,
        name=row.name,
        second_address=row.second_address,
        tenant=row.tenant,
        cadence=row.cadence,
        minimum=row.minimum,
        language=row.language,
        hours=row.hours,
    )
