"""Pages for those who decide: take a decision back within its time, answer the monthly sample."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection, Row, select

from alerts import decide, receivers, sampling
from alerts.decisions import Actor
from alerts.letters.notice import VERBS
from alerts.words import STATES
from config.clock import from_db, show
from config.schema import journal
from monitor.web.context import Web, gone, page, stale, web_of

router = APIRouter(include_in_schema=False)
Here = Annotated[Web, Depends(web_of)]
Field = Annotated[str, Form(max_length=2000)]


def _decision(conn: Connection, subject: str | None) -> tuple[Row[Any], Actor] | None:
    """The journal row and the person of an undo link `row|actor`."""
    number, _, actor = (subject or "").partition("|")
    if not number.isdecimal():
        return None
    row = conn.execute(select(journal).where(journal.c.id == int(number))).first()
    person = receivers.find(conn, actor)
    if row is None or person is None or row.detail.get("actor") != actor:
        return None
    return row, Actor(person.id, person.role, row.who)


@router.get("/undo/{token}")
def undo_page(token: str, web: Here) -> HTMLResponse:
    """Which decision would be taken back."""
    subject = web.links.read("undo", token, web.clock())
    with web.database.read() as conn:
        found = _decision(conn, subject)
    if found is None or subject is None:
        return gone(web)
    row = found[0]
    table = (
        ("预警", f"A-{row.alert_id}"),
        ("处理", VERBS.get(row.verb, row.verb)),
        ("状态", f"{STATES.get(row.before, row.before)} → {STATES.get(row.after, row.after)}"),
        ("可撤销至", show(from_db(row.undo_until)) if row.undo_until else "不可撤销"),
    )
    return page(
        web,
        "ask",
        title="撤销处理",
        lines=("按下按钮后，恢复到处理之前。",),
        table=table,
        blocks=(),
        buttons=(("撤销", "yes", False),),
        action=f"/undo/{token}",
        nonce=web.links.button("undo", subject, web.clock()),
    )


@router.post("/undo/{token}")
def undo(token: str, web: Here, nonce: Field = "") -> HTMLResponse:
    """Take it back, by the same code as a reply does."""
    now = web.clock()
    subject = web.links.read("undo", token, now)
    with web.database.write() as conn:
        found = _decision(conn, subject)
        if found is None or subject is None:
            return gone(web)
        if not web.links.press(conn, "undo", subject, nonce, now):
            return stale(web, f"/undo/{token}")
        row, actor = found
        done = decide.undo(conn, actor, web.post, now, channel="page", row=row.id)
    title = "已撤销" if done.done else "没有撤销"
    return page(web, "message", title=title, lines=(done.sentence,), links=())


@router.get("/sample/{token}")
def sample_page(token: str, web: Here) -> HTMLResponse:
    """The month's sample with its answers so far."""
    subject = web.links.read("sample", token, web.clock())
    if subject is None:
        return gone(web)
    with web.database.read() as conn:
        return _sample(conn, web, token, subject)


@router.post("/sample/{token}")
async def answer_sample(token: str, request: Request, web: Here) -> HTMLResponse:
    """Write the chosen answers down."""
    form = await request.form(max_fields=400, max_files=0)
    said = {name: value for name, value in form.items() if isinstance(value, str)}
    return _answered(token, said, web)


def _answered(token: str, said: dict[str, str], web: Web) -> HTMLResponse:
    now = web.clock()
    subject = web.links.read("sample", token, now)
    if subject is None:
        return gone(web)
    with web.database.write() as conn:
        if not web.links.press(conn, "sample", subject, said.get("nonce", ""), now):
            return stale(web, f"/sample/{token}")
        month, _, who = subject.partition("|")
        answers = {
            int(k[1:]): v for k, v in said.items() if k[:1] == "a" and k[1:].isdecimal() and len(k) < 5
        }
        met = sampling.answer(conn, month, answers, who, now)
        return _sample(conn, web, token, subject, done=f"已记下 {met} 件。")


def _sample(conn: Connection, web: Web, token: str, subject: str, done: str = "") -> HTMLResponse:
    month = subject.partition("|")[0]
    rows = [
        {"number": row.number, "score": row.score, "answer": row.answer, **row.body}
        for row in sampling.items(conn, month)
    ]
    return page(
        web,
        "sample",
        title=f"未提示记录抽样 {month}",
        month=month,
        items=rows,
        done=[done] if done else [],
        action=f"/sample/{token}",
        nonce=web.links.button("sample", subject, web.clock()),
    )
