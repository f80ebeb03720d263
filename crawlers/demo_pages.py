"""What the demo site says: an invented gazette and an invented shop, as HTML and as JSON.

All parties are invented (示例); numbers have nine digits, which no office has given out yet.
"""

from __future__ import annotations

import json
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from crawlers.gazette_calendar import issue_date, latest_issue
from crawlers.reading.tables import code_table

PER_PAGE = 20
Row = dict[str, Any]

_PAGE = (
    "<!doctype html><html lang=zh><head><meta charset=utf-8><title>{title}</title></head>"
    "<body>{body}</body></html>"
)


def content() -> tuple[list[Row], list[Row]]:
    """The filings and the listings of the demo, in the order in which they are shown."""
    text = Path(__file__).with_name("demo_content.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    return [r for r in rows if r["kind"] == "filing"], [r for r in rows if r["kind"] == "listing"]


def notice(row: Row, today: date) -> dict[str, str]:
    """A filing as its notice shows it; issues are counted back from the newest one at `today`."""
    issue = latest_issue(today) - row["issues_back"]
    return {
        "number": row["number"],
        "mark": row["mark"],
        "classes": "、".join(map(str, row["classes"])),
        "goods": "；".join(row["goods"]),
        "applicant": row["applicant"],
        "address": f"{row['applicant'][:2]}市示例区样本路 {int(row['number']) % 200 + 1} 号",
        "agent": "示例知识产权代理有限公司",
        "type": row["type"],
        "type_name": code_table("gazette_types")[row["type"]]["name_zh"],
        "issue": str(issue),
        "date": issue_date(issue).isoformat(),
    }


def gazette_html(rows: list[Row], page: int, pages: int, *, row_class: str = "notice") -> str:
    """One list page of the gazette."""
    lines = "".join(
        f'<tr class="{row_class}"><td>{r["number"]}</td><td>{escape(r["mark"])}</td>'
        f'<td><a href="/gazette/notice/{r["number"]}">详情</a></td></tr>'
        for r in rows
    )
    return _page("商标公告（演示）", f"<table>{lines}</table>{_next('/gazette', page, pages)}")


def notice_html(shown: dict[str, str]) -> str:
    """One notice as a definition list."""
    terms = "".join(f"<dt>{name}</dt><dd class={name}>{escape(text)}</dd>" for name, text in shown.items())
    return _page(f"公告 {shown['number']}", f"<dl>{terms}</dl>")


def shop_html(rows: list[Row], page: int, pages: int, *, row_class: str = "card") -> str:
    """One page of search results of the shop."""
    cards = "".join(
        f'<div class="{row_class}"><h3><a href="/shop/offer/{r["number"]}">{escape(r["title"])}</a></h3>'
        f"<span class=price>¥{r['price']}</span><span class=sold>{r['sales']}人付款</span>"
        f"<span class=seller>{escape(r['seller'])}</span><span class=place>{r['origin']}</span>"
        f"<span class=brand>{escape(r.get('brand', ''))}</span><img src=/img/{r['number']}.jpg></div>"
        for r in rows
    )
    return _page("商店（演示）", f"<div>{cards}</div>{_next('/shop', page, pages)}")


def gazette_json(rows: list[Row], page: int, pages: int) -> str:
    """One list page of the gazette as JSON."""
    found = [{"number": r["number"], "link": f"/api/notice/{r['number']}"} for r in rows]
    return _answer(found, "/api/gazette", page, pages)


def shop_json(rows: list[Row], page: int, pages: int) -> str:
    """One page of search results as JSON."""
    found = [
        {
            "id": r["number"],
            "title": r["title"],
            "price": r["price"],
            "sold": r["sales"],
            "shop": {"name": r["seller"], "place": r["origin"]},
            "brand": r.get("brand"),
            "url": f"/shop/offer/{r['number']}",
        }
        for r in rows
    ]
    return _answer(found, "/api/shop", page, pages)


def _answer(rows: list[Row], path: str, page: int, pages: int) -> str:
    following = f"{path}?page={page + 1}" if page < pages else None
    body = {"code": 0, "data": {"rows": rows, "page": page, "pages": pages, "next": following}}
    return json.dumps(body, ensure_ascii=False)


def _page(title: str, body: str) -> str:
    return _PAGE.format(title=title, body=body)


def _next(path: str, page: int, pages: int) -> str:
    return f'<a class=next href="{path}?page={page + 1}">下一页</a>' if page < pages else ""


def as_json(shown: dict[str, str]) -> str:
    """One notice as JSON."""
    return json.dumps({"code": 0, "data": shown}, ensure_ascii=False)
