"""`/subscribe`: a form; its answer is the same for every address, known or not."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from alerts.headers import is_address
from alerts.subscriptions import steps
from monitor.web.context import Web, page, stale, web_of
from watchlists.categories import load_categories
from watchlists.subscriptions import CADENCES, LANGUAGES, LEVELS, wish_of

router = APIRouter(include_in_schema=False)
Here = Annotated[Web, Depends(web_of)]
Field = Annotated[str, Form(max_length=254)]


def choices() -> dict[str, list[tuple[str, str]]]:
    """The options of the forms; a secret category is no list."""
    lists = [(c.code, c.zh) for c in load_categories().all if not c.rules.secret.value]
    return {
        "categories": lists,
        "cadences": list(CADENCES.items()),
        "levels": [(level, f"{level}及以上" if level != "红" else "只要红") for level in LEVELS],
        "languages": list(LANGUAGES.items()),
    }


_EMPTY = {
    "address": "",
    "name": "",
    "category": "",
    "district": "",
    "industry": "",
    "zone": "",
    "cadence": "now",
    "minimum": "蓝",
    "language": "zh",
}


@router.get("/")
def home() -> RedirectResponse:
    """There is one door."""
    return RedirectResponse("/subscribe", 303)


@router.get("/subscribe")
def form(web: Here) -> HTMLResponse:
    """The empty form."""
    return _form(web, _EMPTY, ())


@router.post("/subscribe")
def subscribe(
    request: Request,
    web: Here,
    nonce: Field = "",
    website: Field = "",
    address: Field = "",
    name: Field = "",
    category: Field = "",
    district: Field = "",
    industry: Field = "",
    zone: Field = "",
    cadence: Field = "now",
    minimum: Field = "蓝",
    language: Field = "zh",
) -> HTMLResponse:
    """Ask the address, once; a filled trap field or too many requests ask nobody."""
    values = {
        "name": name,
        "category": category,
        "district": district,
        "industry": industry,
        "zone": zone,
        "cadence": cadence,
        "minimum": minimum,
        "language": language,
    }
    wish = wish_of(values, load_categories())
    wrong = list(wish.problems)
    wrong += [] if is_address(address.strip()) else ["邮箱地址不完整，请写成 name@example.com。"]
    wrong += [] if name.strip() or category else ["请填写企业名称，或选择一个名录。"]
    if wrong:
        return _form(web, {**values, "address": address}, tuple(wrong), 422)
    now = web.clock()
    client = request.client.host if request.client else ""
    with web.database.write() as conn:
        if not web.links.press(conn, "subscribe", "", nonce, now):
            return stale(web, "/subscribe")
        if not website and web.rate.allows(client):
            steps.apply_for(conn, address.strip(), wish, web.post, now, origin="page")
    lines = (
        "如果这个邮箱可以收信，确认信几分钟内就到。请打开信里的页面，按“确认订阅”。",
        "没有收到：请看垃圾邮件夹。同一邮箱一天只寄一封确认信。",
    )
    return page(web, "message", title="请查收确认信", lines=lines, links=())


def _form(web: Web, values: dict[str, str], wrong: tuple[str, ...], status: int = 200) -> HTMLResponse:
    nonce = web.links.button("subscribe", "", web.clock())
    return page(
        web,
        "subscribe",
        status,
        title="订阅监测通知",
        values=values,
        wrong=wrong,
        nonce=nonce,
        **choices(),
    )
