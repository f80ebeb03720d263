"""Who looks, and which entries exist for him: the condition that every query behind the wall carries."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select, true

from alerts.compose import Receiver
from config.schema import entries, records, subscriptions
from watchlists.subscriptions import Scope

#: Tenant of the marked records that prove the path; nobody but the operator ever sees them.
CANARY = "canary"
#: Part of the native id of a marked record.
CANARY_MARK = "canary-"
OFFICE_ROLES = ("officer", "lead", "overseas", "operator")


@dataclass(frozen=True)
class Viewer:
    """Who looks. `office` sees all; others their tenant's entries, those naming `address`, and open lists."""

    office: bool = False
    canaries: bool = False  # the operator sees the marked records, nobody else
    tenant: str = ""
    address: str = ""
    scopes: tuple[Scope, ...] = ()


def is_real_record() -> ColumnElement[bool]:
    """The condition on records that leaves the marked ones out of every figure."""
    return ~records.c.id.contains(f":{CANARY_MARK}", autoescape=True)


def sees_entry(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on stored entries for this viewer."""
    if viewer.office:
        return true() if viewer.canaries else entries.c.tenant != CANARY
    ways: list[ColumnElement[bool]] = [false()]
    if viewer.tenant:
        ways.append(entries.c.tenant == viewer.tenant)
    if viewer.address:
        ways.append(func.lower(entries.c.receiver) == viewer.address)
    ways += [_in_scope(scope) for scope in viewer.scopes if scope.kind == "list"]
    return and_(entries.c.tenant != CANARY, or_(*ways))


def _in_scope(scope: Scope) -> ColumnElement[bool]:
    """`Scope.covers` as a condition on the stored entries."""

    def text(name: str) -> ColumnElement[str]:
        return func.coalesce(entries.c.body[name].as_string(), "")

    conditions = [entries.c.tenant == "", entries.c.receiver == ""]
    if scope.category:
        conditions.append(entries.c.category == scope.category)
    if word := scope.district_word:
        conditions.append(
            or_(
                text("district").contains(word, autoescape=True),
                text("region").contains(word, autoescape=True),
            )
        )
    for name, value in (("industry", scope.industry), ("zone", scope.zone)):
        if value:
            conditions.append(text(name).contains(value, autoescape=True))
    return and_(*conditions)


def viewer_of(conn: Connection, receiver: Receiver) -> Viewer:
    """What an enterprise's mailbox may see by its standing subscriptions."""
    rows = conn.execute(
        select(subscriptions)
        .where(subscriptions.c.receiver == receiver.id, subscriptions.c.state.in_(("active", "ended")))
        .order_by(subscriptions.c.id)
    ).all()
    own = [row for row in rows if row.kind == "own"]
    ended = bool(own) and own[-1].state == "ended"
    return Viewer(
        tenant=own[-1].tenant if own and not ended else "",
        address="" if ended else receiver.address.lower(),
        scopes=tuple(
            Scope.model_validate(row.scope) for row in rows if row.kind == "list" and row.state == "active"
        ),
    )
