"""`/prefs`: pace, level, language, hours, second contact, further lists, own watch lists."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, UploadFile
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection, select

from alerts import receivers
from alerts.compose import Receiver
from alerts.subscriptions import book, proposals, steps
from alerts.tenancy import View
from config.schema import proposals as proposal_table
from config.schema import subscriptions
from monitor.web.context import Web, gone, page, stale, web_of
from monitor.web.subscribe_page import choices
from watchlists.categories import load_categories
from watchlists.subscriptions import CADENCES, LANGUAGES, LEVELS, Scope, Wish, read_hours, wish_of

router = APIRouter(include_in_schema=False)
Here = Annotated[Web, Depends(web_of)]
Field = Annotated[str, Form(max_length=254)]
_STATES = {
    "waiting": "等待确认邮箱",
    "received": "正在试查",
    "proposed": "等您确认",
    "confirmed": "监测中",
    "withdrawn": "已放弃",
    "unreadable": "读不出来",
}


def _receiver(conn: Connection, web: Web, token: str) -> tuple[str, Receiver | None]:
    subject = web.links.read("prefs", token, web.clock()) or ""
    if not subject.isdecimal():
        return "", None
    row = conn.execute(select(subscriptions.c.receiver).where(subscriptions.c.id == int(subject))).first()
    return subject, None if row is None else receivers.find(conn, row.receiver)


@router.get("/prefs/{token}")
def prefs_page(token: str, web: Here) -> HTMLResponse:
    """The settings as they are."""
    with web.database.read() as conn:
        subject, receiver = _receiver(conn, web, token)
        return gone(web) if receiver is None else _show(conn, web, token, subject, receiver)


@router.post("/prefs/{token}")
def change(
    token: str,
    web: Here,
    nonce: Field = "",
    part: Field = "",
    cadence: Field = "",
    minimum: Field = "",
    language: Field = "",
    hours: Field = "",
    address: Field = "",
    category: Field = "",
    district: Field = "",
    industry: Field = "",
    zone: Field = "",
    file: UploadFile | None = None,
) -> HTMLResponse:
    """Change one part; the answer is the page with what was done or what was wrong."""
    now = web.clock()
    with web.database.write() as conn:
        subject, receiver = _receiver(conn, web, token)
        if receiver is None:
            return gone(web)
        if not web.links.press(conn, f"prefs {part}", subject, nonce, now):
            return stale(web, f"/prefs/{token}")
        done, wrong = "", ""
        if part == "pace":
            done, wrong = _pace(conn, web, receiver, cadence, minimum, language, hours)
        elif part == "second":
            asked = steps.name_second(conn, receiver, address.strip(), web.post, now)
            done = "已寄信征求对方同意。" if asked else ""
            wrong = "" if asked else "地址不完整，或这个邮箱最近已经问过，请过些日子再试。"
        elif part == "list":
            fields = {"category": category, "district": district, "industry": industry, "zone": zone}
            done, wrong = _add_list(conn, web, receiver, fields)
        elif part == "file" and file is not None:
            done, wrong = _upload(conn, web, receiver, file)
        receiver = receivers.find(conn, receiver.id) or receiver
        return _show(conn, web, token, subject, receiver, done=done, wrong=wrong)


def _pace(
    conn: Connection, web: Web, receiver: Receiver, cadence: str, minimum: str, language: str, hours: str
) -> tuple[str, str]:
    if cadence not in CADENCES or minimum not in LEVELS or language not in LANGUAGES:
        return "", "没有这个选项。"
    try:
        period = read_hours(hours)
    except ValueError as error:
        return "", str(error)
    values = {"cadence": cadence, "minimum": minimum, "language": language, "hours": period}
    book.set_preferences(conn, receiver.id, values, web.clock())
    return "已保存。", ""


def _add_list(conn: Connection, web: Web, receiver: Receiver, fields: dict[str, str]) -> tuple[str, str]:
    wish = wish_of(fields, load_categories())
    lists = tuple(scope for scope in wish.scopes if scope.kind == "list")
    if wish.problems or not lists:
        return "", "；".join(wish.problems) or "请选择一个名录。"
    if len(book.of_receiver(conn, receiver.id, ("active",))) >= 20:
        return "", "最多 20 项订阅，请先退订一些。"
    wish = Wish(
        "subscribe",
        scopes=lists,
        cadence=receiver.cadence,
        minimum=receiver.minimum,
        language=receiver.language,
    )
    numbers = book.ask(conn, receiver.address, wish, "page", web.clock())
    # The page was reached by a link sent to this very mailbox, and a button was pressed on it.
    book.confirm(conn, numbers, "page", web.clock())
    return f"已加订：{lists[0].describe(load_categories())}", ""


def _upload(conn: Connection, web: Web, receiver: Receiver, file: UploadFile) -> tuple[str, str]:
    content = file.file.read(proposals.MAX_BYTES + 1)
    try:
        proposals.receive(conn, receiver.id, receiver.tenant, file.filename or "", content, web.clock())
    except proposals.NotTaken as error:
        return "", str(error)
    return "已收到，正在试查；结果会寄到您的邮箱。", ""


def _show(
    conn: Connection,
    web: Web,
    token: str,
    subject: str,
    receiver: Receiver,
    *,
    done: str = "",
    wrong: str = "",
) -> HTMLResponse:
    now = web.clock()
    active = book.of_receiver(conn, receiver.id, ("active",))
    categories = load_categories()
    # Links travel with forwarded mails, and a watch list is a secret: the page tells numbers, no entries.
    watched = View.tenant(conn, receiver.tenant).figures(now, now).entries
    sent = conn.execute(
        select(proposal_table.c.id, proposal_table.c.file, proposal_table.c.state)
        .where(proposal_table.c.receiver == receiver.id)
        .order_by(proposal_table.c.id.desc())
        .limit(10)
    ).all()
    buttons = {
        name: web.links.button(f"prefs {part}", subject, now)
        for name, part in (("nonce", "pace"), ("nonce2", "second"), ("nonce3", "list"), ("nonce4", "file"))
    }
    return page(
        web,
        "prefs",
        422 if wrong else 200,
        title="订阅设置",
        receiver=receiver,
        standing=[
            (
                Scope.model_validate({"kind": row.kind, **row.scope}).describe(categories),
                web.links.url("leave", str(row.id), now),
            )
            for row in active
        ],
        files=[(row.file, _STATES[row.state]) for row in sent],
        watched=watched,
        action=f"/prefs/{token}",
        done=[done] if done else [],
        wrong=[wrong] if wrong else [],
        **buttons,
        **choices(),
    )
