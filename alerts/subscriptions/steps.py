"""The steps of subscribing, the same by mail, page and command: apply, confirm, leave, name a second contact.

Every step runs in the caller's transaction and queues its letters there. Applying tells nobody but the
address itself, and tells it the same whether it was known or not.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from alerts import outbox, receivers
from alerts.batch import Post
from alerts.compose import Receiver
from alerts.headers import clean, is_address
from alerts.states import machine
from alerts.subscriptions import book, caps, letters
from alerts.subscriptions.footing import footing
from alerts.subscriptions.links import Links
from config.clock import to_db
from config.schema import alerts, proposals, subscriptions
from config.schema import receivers as people
from watchlists.categories import load_categories
from watchlists.subscriptions import Scope, Wish


def apply_for(
    conn: Connection, address: str, wish: Wish, post: Post, now: datetime, *, origin: str
) -> list[int]:
    """Note a wish and ask the address once; returns the waiting subscriptions (none for no address)."""
    if not is_address(address) or not wish.scopes or wish.problems:
        return []
    numbers = book.ask(conn, address, wish, origin, now)
    links = Links.of(post.settings)
    if not links.base:
        _ask_desk(conn, address, numbers, post, now)
    elif caps.may_ask(conn, address, now):
        letter = letters.question(address, numbers, wish.language, links, post, now)
        outbox.queue(conn, letter, post.sender, now)
    return numbers


def _ask_desk(conn: Connection, address: str, numbers: list[int], post: Post, now: datetime) -> None:
    """Without pages nobody can press a button: the desk asks by telephone and confirms by command."""
    shown = " ".join(map(str, numbers))
    lines = (
        f"{address} 申请订阅。本安装没有网页，请电话核实后运行：zhiwei subscribe confirm {shown}",
        "未核实之前不会给该邮箱发任何通知。",
    )
    key = f"subscribe-desk|{address.lower()}|{shown}"
    _tell_desk(conn, "有人申请订阅，请核实", lines, key, post, now)


def confirmed(
    conn: Connection, numbers: list[int], post: Post, now: datetime, *, channel: str
) -> Receiver | None:
    """A person agreed: in force, welcomed, the desk told, waiting lists taken up. None when none waited."""
    before = [row.id for row in _rows(conn, numbers) if row.state == "requested"]
    receiver = book.confirm(conn, numbers, channel, now)
    if receiver is None:
        return None
    conn.execute(
        update(proposals)
        .where(proposals.c.receiver == receiver.id, proposals.c.state == "waiting")
        .values(state="received", tenant=receiver.tenant)
    )
    if not before:
        return receiver
    categories = load_categories()
    scopes = [Scope.model_validate({"kind": row.kind, **row.scope}) for row in _rows(conn, numbers)]
    key = "|".join(("welcome", receiver.id, *map(str, before)))
    under = footing(conn, receiver, (), post, now)
    outbox.queue(conn, letters.welcome(receiver, scopes, categories, under, post, key), post.sender, now)
    said = "；".join(clean(scope.describe(categories), 120) for scope in scopes)
    lines = (f"{receiver.name or '（未写名称）'} <{receiver.address}> 已确认订阅：{said}",)
    _tell_desk(
        conn, f"新订阅：{clean(receiver.name or receiver.address, 40)}", lines, f"{key}|desk", post, now
    )
    return receiver


def left(
    conn: Connection, number: int, post: Post, now: datetime, *, channel: str, why: str
) -> Row[Any] | None:
    """End one subscription; the desk hears which open cases now have no listener. None when none stood."""
    done = book.end(conn, number, why, channel, now)
    if done is None:
        return None
    person = conn.execute(select(people).where(people.c.id == done.receiver)).one()
    scope = Scope.model_validate({"kind": done.kind, **done.scope})
    waiting = select(func.count()).where(
        alerts.c.state.not_in(machine().settled), func.lower(alerts.c.receiver) == person.address.lower()
    )
    still_open = int(conn.execute(waiting).scalar_one()) if done.kind == "own" else 0
    lines = (
        f"{person.name or '（未写名称）'} <{person.address}> 退订了：{scope.describe(load_categories())}",
        f"其未结预警 {still_open} 件，今后不再发给该邮箱，请另行联系。" if still_open else "没有未结预警。",
    )
    _tell_desk(conn, f"退订：{clean(person.name or person.address, 40)}", lines, f"left|{number}", post, now)
    return done


def name_second(conn: Connection, receiver: Receiver, address: str, post: Post, now: datetime) -> bool:
    """Ask a second contact; it stands in only once it agreed. False when it cannot be asked now."""
    if not is_address(address) or not caps.may_ask(conn, address, now):
        return False
    if not caps.may_mail(conn, receiver.tenant, address, now):
        return False
    letter = letters.second_question(address, receiver.id, Links.of(post.settings), post, now)
    account = replace(letter.receiver, tenant=receiver.tenant)
    return outbox.queue(conn, replace(letter, receiver=account), post.sender, now)


def second_agreed(conn: Connection, receiver_id: str, address: str, now: datetime) -> bool:
    """The second contact pressed the button."""
    known = conn.execute(select(people.c.id).where(people.c.id == receiver_id)).first()
    if known is None or not is_address(address):
        return False
    book.set_preferences(conn, receiver_id, {"second_address": address}, now)
    return True


def send_help(conn: Connection, address: str, problems: tuple[str, ...], post: Post, now: datetime) -> bool:
    """Explain how to write; a known subscriber also gets his own words back and the way to his settings."""
    known = receivers.find(conn, book.receiver_id(address))
    allowed = caps.may_mail(conn, known.tenant, address, now) if known else caps.may_ask(conn, address, now)
    if not allowed:
        return False
    prefs = ""
    if known is not None:
        active = book.of_receiver(conn, known.id, ("active",))
        prefs = Links.of(post.settings).url("prefs", str(active[-1].id), now) if active else ""
    receiver = known or Receiver(book.receiver_id(address), "enterprise", address)
    key = f"help|{address.lower()}|{to_db(now)}"
    letter = letters.help_letter(receiver, problems if known else (), post, key, prefs)
    return outbox.queue(conn, letter, post.sender, now)


def _rows(conn: Connection, numbers: list[int]) -> list[Row[Any]]:
    chosen = select(subscriptions).where(subscriptions.c.id.in_(numbers))
    return list(conn.execute(chosen.order_by(subscriptions.c.id)))


def _tell_desk(
    conn: Connection, title: str, lines: tuple[str, ...], key: str, post: Post, now: datetime
) -> None:
    desk = receivers.desk(conn, "officer", post.settings.office)
    if desk is not None:
        outbox.queue(conn, letters.desk_notice(desk, title, lines, post, key), post.sender, now)
