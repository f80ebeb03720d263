"""How to end or change it stands under every subscription mail, and in its headers (RFC 2369, RFC 8058)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from sqlalchemy import Connection

from alerts.batch import Post
from alerts.compose import Receiver
from alerts.sight import Viewer
from alerts.subscriptions import book
from alerts.subscriptions.links import LIFE, Links, NoKey
from alerts.tenancy import View
from watchlists.subscriptions import Scope


@dataclass(frozen=True)
class Footing:
    """Links for one mail; `headers` are the addresses of List-Unsubscribe."""

    prefs: str = ""
    leave: str = ""
    headers: tuple[str, ...] = ()


def footing(
    conn: Connection, receiver: Receiver, alert_ids: Sequence[int], post: Post, now: datetime
) -> Footing:
    """The links under a mail about these cases; empty for the office's own people."""
    if receiver.role != "enterprise":
        return Footing()
    try:
        links = Links.of(post.settings)
    except NoKey:  # `zhiwei check` says so; the alert itself must still leave
        return Footing()
    number = str(subscription_of(conn, receiver, alert_ids, now))
    leave = links.url("leave", number, now)
    found = [leave] if leave else []
    if address := post.settings.mail.subscribe_address:
        token = links.sign("leave", number, now + timedelta(days=LIFE["leave"]))
        found.append(f"mailto:{address}?subject={quote('退订 ' + token)}")
    return Footing(links.url("prefs", number, now), leave, tuple(found))


def subscription_of(conn: Connection, receiver: Receiver, alert_ids: Sequence[int], now: datetime) -> int:
    """The one subscription through which a receiver hears of these cases: a list's, else its own."""
    active = book.of_receiver(conn, receiver.id, ("active",))
    own = [row for row in active if row.kind == "own"]
    lists = [row for row in active if row.kind == "list"]
    for number in alert_ids[:1]:
        for row in lists:
            reader = Viewer(scopes=(Scope.model_validate(row.scope),))
            if View(conn, reader).sees(number):
                return int(row.id)
    if lists and not own and not alert_ids:
        return int(lists[-1].id)
    return int(own[-1].id) if own else book.ensure_own(conn, receiver, now)
