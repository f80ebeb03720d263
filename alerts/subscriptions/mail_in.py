"""A letter to the subscribe address becomes a step of subscribing; its sender is believed in nothing.

Whoever wrote it, only the address in it is asked, and only a button on a page puts anything in force.
Gates for automatic mail, form and size stand before this, in the intake.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from alerts import receivers
from alerts.batch import Post
from alerts.compose import Attachment
from alerts.headers import is_address
from alerts.subscriptions import book, proposals, steps
from alerts.subscriptions.links import Links
from watchlists.categories import load_categories
from watchlists.subscriptions import Scope, Wish, read_wish

_TOKEN = re.compile(r"[A-Za-z0-9_-]{4,200}\.[A-Za-z0-9_-]{20,24}")


def handle_subscribe_mail(
    conn: Connection,
    sender: str,
    subject: str,
    text: str,
    attachments: Sequence[Attachment],
    post: Post,
    now: datetime,
) -> str:
    """Take one letter in, in the caller's transaction. Returns its verdict for the mail register:
    `applied` (done by its token, or a list received), `challenged` (waits for the button), `help`, `ignored`,
    `refused` (no usable sender)."""
    if not is_address(sender):
        return "refused"
    wish = read_wish(subject, text, load_categories())
    if wish.verb == "leave":
        return _leave(conn, sender, f"{subject}\n{text[:2000]}", post, now)
    known = receivers.find(conn, book.receiver_id(sender))
    files = [one for one in attachments if one.name.lower().endswith(proposals.SUFFIXES)]
    if wish.verb == "none" and not (known and files):
        return (
            "help" if steps.send_help(conn, sender, ("没有看到“订阅”或“退订”。",), post, now) else "ignored"
        )
    if wish.problems:
        return "help" if steps.send_help(conn, sender, wish.problems, post, now) else "ignored"
    if wish.verb == "none":
        wish = Wish("subscribe", scopes=(Scope(),))
    return _subscribe(conn, sender, wish, files, post, now)


def _subscribe(
    conn: Connection, sender: str, wish: Wish, files: Sequence[Attachment], post: Post, now: datetime
) -> str:
    receiver = book.receiver_id(sender)
    known = receivers.find(conn, receiver)
    active = book.of_receiver(conn, receiver, ("active",))
    standing = {(row.kind, *sorted(row.scope.items())) for row in active}
    new = any(
        (s.kind, *sorted(s.model_dump(exclude_defaults=True).items())) not in standing for s in wish.scopes
    )
    took = bool(known and known.tenant and active)
    if new or not took:
        steps.apply_for(conn, sender, wish, post, now, origin="mail")
    for file in files[:3]:
        tenant = known.tenant if known and took else ""
        try:
            proposals.receive(conn, receiver, tenant, file.name, file.content, now)
        except proposals.NotTaken as error:
            steps.send_help(conn, sender, (str(error),), post, now)
            return "help"
    if new or not took:
        return "challenged"
    if files:
        return "applied"
    return (
        "help" if steps.send_help(conn, sender, ("已经订阅，设置可在页面修改。",), post, now) else "ignored"
    )


def _leave(conn: Connection, sender: str, said: str, post: Post, now: datetime) -> str:
    """A token ends its subscription whoever wrote; without one, the address gets the page to do it."""
    links = Links.of(post.settings)
    for token in _TOKEN.findall(said):
        number = links.read("leave", token, now)
        if number is not None and number.isdecimal():
            done = steps.left(conn, int(number), post, now, channel="mail", why="来信退订")
            return "applied" if done is not None else "ignored"
    if not book.of_receiver(conn, book.receiver_id(sender), ("active",)):
        return "ignored"
    return (
        "help" if steps.send_help(conn, sender, ("要退订，请打开订阅设置页面。",), post, now) else "ignored"
    )
