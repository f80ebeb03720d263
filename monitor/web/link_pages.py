"""Pages behind the links of mails: confirm, second contact, unsubscribe, list. GET shows, only POST acts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection, Row, select

from alerts import receivers
from alerts.subscriptions import proposals, steps
from alerts.subscriptions.preview import Preview
from alerts.subscriptions.preview_letter import preview_blocks
from config.schema import proposals as proposal_table
from config.schema import receivers as people
from config.schema import subscriptions
from monitor.web.context import Web, gone, page, stale, web_of
from watchlists.categories import load_categories
from watchlists.subscriptions import CADENCES, Scope

router = APIRouter(include_in_schema=False)
Here = Annotated[Web, Depends(web_of)]
Field = Annotated[str, Form(max_length=2000)]


def _ask(
    web: Web,
    purpose: str,
    token: str,
    subject: str,
    title: str,
    lines: tuple[str, ...],
    buttons: tuple[tuple[str, str, bool], ...],
    table: tuple[tuple[str, str], ...] = (),
    blocks: tuple[Any, ...] = (),
) -> HTMLResponse:
    nonce = web.links.button(purpose, subject, web.clock())
    return page(
        web,
        "ask",
        title=title,
        lines=lines,
        table=table,
        blocks=blocks,
        buttons=buttons,
        action=f"/{purpose}/{token}",
        nonce=nonce,
    )


def _done(web: Web, title: str, *lines: str, links: tuple[tuple[str, str], ...] = ()) -> HTMLResponse:
    return page(web, "message", title=title, lines=lines, links=links)


def _scope(row: Row[Any]) -> str:
    return Scope.model_validate({"kind": row.kind, **row.scope}).describe(load_categories())


# --- confirm --------------------------------------------------------------------------------------
def _requested(conn: Connection, subject: str) -> list[Row[Any]]:
    numbers = [int(n) for n in subject.split(",") if n.isdecimal()]
    chosen = select(subscriptions).where(subscriptions.c.id.in_(numbers), subscriptions.c.state != "ended")
    return list(conn.execute(chosen.order_by(subscriptions.c.id)))


@router.get("/confirm/{token}")
def confirm_page(token: str, web: Here) -> HTMLResponse:
    """What was asked for, and a button."""
    subject = web.links.read("confirm", token, web.clock())
    with web.database.read() as conn:
        rows = _requested(conn, subject) if subject else []
        if not rows or subject is None:
            return gone(web)
        person = conn.execute(select(people).where(people.c.id == rows[0].receiver)).one()
    asked = rows[-1].asked
    table = (
        ("邮箱", person.address),
        ("企业名称", asked.get("name") or "（未填写）"),
        *((("订阅", _scope(row))) for row in rows),
        ("节奏", CADENCES.get(asked.get("cadence", "now"), "即时")),
        ("最低等级", asked.get("minimum", "蓝")),
    )
    if all(row.state == "active" for row in rows):
        return _done(web, "订阅已经生效", "不需要再做什么。")
    lines = ("按下按钮后才生效。不是您申请的，请直接关闭本页。",)
    return _ask(web, "confirm", token, subject, "确认订阅", lines, (("确认订阅", "yes", False),), table)


@router.post("/confirm/{token}")
def confirm(token: str, web: Here, nonce: Field = "") -> HTMLResponse:
    """A person pressed the button."""
    now = web.clock()
    subject = web.links.read("confirm", token, now)
    with web.database.write() as conn:
        rows = _requested(conn, subject) if subject else []
        if not rows or subject is None:
            return gone(web)
        if not web.links.press(conn, "confirm", subject, nonce, now):
            return stale(web, f"/confirm/{token}")
        steps.confirmed(conn, [row.id for row in rows], web.post, now, channel="page")
    prefs = web.links.url("prefs", str(rows[-1].id), now)
    return _done(
        web,
        "订阅已生效",
        "欢迎信随后就到，里面有怎样答复预警、怎样退订。",
        links=(("现在去设置，或上传监测清单", prefs),),
    )


# --- second contact -------------------------------------------------------------------------------
@router.get("/second/{token}")
def second_page(token: str, web: Here) -> HTMLResponse:
    """Asks a second contact."""
    subject = web.links.read("second", token, web.clock())
    if subject is None:
        return gone(web)
    lines = ("有一家单位想把这个邮箱设为第二联系人：预警送不到主邮箱时，改寄到这里。",)
    table = (("这个邮箱", subject.rpartition("|")[2]),)
    return _ask(web, "second", token, subject, "担任第二联系人", lines, (("同意", "yes", False),), table)


@router.post("/second/{token}")
def second(token: str, web: Here, nonce: Field = "") -> HTMLResponse:
    """The second contact agreed."""
    now = web.clock()
    subject = web.links.read("second", token, now)
    if subject is None:
        return gone(web)
    with web.database.write() as conn:
        if not web.links.press(conn, "second", subject, nonce, now):
            return stale(web, f"/second/{token}")
        owner, _, address = subject.rpartition("|")
        if not steps.second_agreed(conn, owner, address, now):
            return gone(web)
    return _done(web, "已设为第二联系人", "主邮箱收不到时，预警会寄到这里。")


# --- unsubscribe ----------------------------------------------------------------------------------
def _standing(conn: Connection, subject: str | None) -> Row[Any] | None:
    if subject is None or not subject.isdecimal():
        return None
    return conn.execute(select(subscriptions).where(subscriptions.c.id == int(subject))).first()


@router.get("/leave/{token}")
def leave_page(token: str, web: Here) -> HTMLResponse:
    """Shows which subscription would end."""
    subject = web.links.read("leave", token, web.clock())
    with web.database.read() as conn:
        row = _standing(conn, subject)
    if row is None or subject is None:
        return gone(web)
    if row.state == "ended":
        return _done(web, "已经退订", f"{_scope(row)}：不再寄信。")
    lines = ("退订后，这一项不再寄信；其他订阅不受影响。未结的预警由保护中心继续处理。",)
    table = (("退订", _scope(row)),)
    return _ask(web, "leave", token, subject, "退订", lines, (("确认退订", "yes", False),), table)


@router.post("/leave/{token}")
def leave(
    token: str,
    web: Here,
    nonce: Field = "",
    one_click: Annotated[str, Form(alias="List-Unsubscribe", max_length=40)] = "",
) -> HTMLResponse:
    """End exactly one subscription: by the page's button, or by the mail program's one click (RFC 8058)."""
    now = web.clock()
    subject = web.links.read("leave", token, now)
    with web.database.write() as conn:
        row = _standing(conn, subject)
        if row is None or subject is None:
            return gone(web)
        clicked = one_click == "One-Click"
        if not clicked and not web.links.press(conn, "leave", subject, nonce, now):
            return stale(web, f"/leave/{token}")
        steps.left(conn, row.id, web.post, now, channel="page", why="一键退订" if clicked else "网页退订")
    return _done(web, "已退订", f"{_scope(row)}：不再寄信。", links=(("重新订阅", "/subscribe"),))


# --- a proposed list ------------------------------------------------------------------------------
def _proposal(conn: Connection, subject: str | None) -> Row[Any] | None:
    if subject is None or not subject.isdecimal():
        return None
    row = conn.execute(select(proposal_table).where(proposal_table.c.id == int(subject))).first()
    return row if row is not None and receivers.find(conn, row.receiver) is not None else None


_SETTLED = {"confirmed": "已确认，正在监测。", "withdrawn": "已放弃，没有监测。", "unreadable": "读不出来。"}


@router.get("/list/{token}")
def list_page(token: str, web: Here) -> HTMLResponse:
    """The trial of a list, and two buttons."""
    subject = web.links.read("list", token, web.clock())
    with web.database.read() as conn:
        row = _proposal(conn, subject)
    if row is None or subject is None:
        return gone(web)
    if row.state != "proposed":
        return _done(web, f"监测清单“{row.file}”", _SETTLED.get(row.state, "正在试查，结果会寄给您。"))
    preview = Preview.model_validate(row.preview)
    blocks = tuple(preview_blocks(preview, row.rows, len(row.entry_ids), row.rejects))
    lines = ("这份清单还没有生效。确认后只提示新出现的记录，旧记录不会逐件发来。",)
    buttons = (("确认开始监测", "yes", False), ("不要这份清单", "no", True))
    title = f"监测清单“{row.file}”"
    return _ask(web, "list", token, subject, title, lines, buttons, blocks=blocks)


@router.post("/list/{token}")
def decide_list(token: str, web: Here, nonce: Field = "", answer: Field = "") -> HTMLResponse:
    """The owner confirmed or declined."""
    now = web.clock()
    subject = web.links.read("list", token, now)
    with web.database.write() as conn:
        row = _proposal(conn, subject)
        if row is None or subject is None:
            return gone(web)
        if answer not in ("yes", "no") or not web.links.press(conn, "list", subject, nonce, now):
            return stale(web, f"/list/{token}")
        if answer == "no":
            proposals.withdraw(conn, row.id, "page", now)
            return _done(web, "已放弃", "这份清单没有生效，也不再保留其中的监测对象。")
        count = proposals.put_in_force(conn, row.id, "page", now)
    return _done(web, "开始监测", f"{count} 个监测对象从现在起生效。")
