"""A lease on a job: a conditional update, so that two workers never run one job at one time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from config.clock import to_db, utc_now
from config.database import Database, insert_for
from config.schema import jobs


@contextmanager
def lease(
    database: Database, name: str, owner: str, now: datetime, length: timedelta = timedelta(minutes=30)
) -> Iterator[bool]:
    """True when the job is ours for `length`; gives it back at the end, also after an exception."""
    mine = _take(database, name, owner, now, length)
    if not mine:
        yield False
        return
    outcome = "failed"
    try:
        yield True
        outcome = "ok"
    finally:
        _give_back(database, name, owner, outcome)


def _take(database: Database, name: str, owner: str, now: datetime, length: timedelta) -> bool:
    with database.write() as conn:
        make = insert_for(conn)
        conn.execute(make(jobs).values(name=name).on_conflict_do_nothing())
        free = or_(jobs.c.leased_until.is_(None), jobs.c.leased_until < to_db(now))
        done = conn.execute(
            update(jobs)
            .where(jobs.c.name == name, free)
            .values(lease_owner=owner, leased_until=to_db(now + length), last_started=to_db(now))
        )
        return done.rowcount == 1


def renew(
    database: Database, name: str, owner: str, now: datetime, length: timedelta = timedelta(minutes=30)
) -> None:
    """Keep a lease of ours for another `length`, during work that takes longer than one."""
    with database.write() as conn:
        conn.execute(
            update(jobs)
            .where(jobs.c.name == name, jobs.c.lease_owner == owner)
            .values(leased_until=to_db(now + length))
        )


def holder(database: Database, name: str) -> str:
    """Who holds the job, as `host:process:worker`; empty when nobody does."""
    with database.read() as conn:
        return str(conn.execute(select(jobs.c.lease_owner).where(jobs.c.name == name)).scalar() or "")


def _give_back(database: Database, name: str, owner: str, outcome: str) -> None:
    with database.write() as conn:
        conn.execute(
            update(jobs)
            .where(jobs.c.name == name, jobs.c.lease_owner == owner)
            .values(
                lease_owner="",
                leased_until=None,
                last_finished=to_db(utc_now()),
                last_outcome=outcome,
                runs=jobs.c.runs + 1,
            )
        )


def free_all(database: Database, owner_prefix: str) -> None:
    """At the start of the one daemon: leases of its killed predecessor on this host are void."""
    with database.write() as conn:
        held = select(jobs.c.name).where(jobs.c.lease_owner.startswith(owner_prefix, autoescape=True))
        conn.execute(
            update(jobs)
            .where(jobs.c.name.in_(held.scalar_subquery()))
            .values(lease_owner="", leased_until=None)
        )
