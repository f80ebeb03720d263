"""`zhiwei subscribe`: the desk enters, confirms, lists and ends subscriptions."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from sqlalchemy import Connection, select

from monitor.cli.common import AsJson, Home, database_of, fail, settings_of

app = typer.Typer(no_args_is_help=True)


@app.command("add")
def add(
    address: Annotated[str, typer.Argument(help="邮箱；先寄确认信，对方按下按钮才生效")],
    name: Annotated[str, typer.Option("--name", help="企业名称（订阅本企业的监测对象）")] = "",
    category: Annotated[str, typer.Option("--list", help="名录，如 地理标志、GI、全部")] = "",
    district: Annotated[str, typer.Option("--district", help="只要这个区县的")] = "",
    industry: Annotated[str, typer.Option("--industry", help="只要这个行业的")] = "",
    zone: Annotated[str, typer.Option("--zone", help="只要这个园区的")] = "",
    cadence: Annotated[str, typer.Option("--cadence", help="即时、每日、每周")] = "即时",
    minimum: Annotated[str, typer.Option("--level", help="最低等级：蓝、黄、橙、红")] = "蓝",
    language: Annotated[str, typer.Option("--language", help="中文、英文")] = "中文",
    tenant: Annotated[
        str, typer.Option("--tenant", help="并入这个账户（watch import --tenant 所用的名称）")
    ] = "",
    home: Home = None,
) -> None:
    """登记一项订阅；对方确认之前不寄预警 (enter a subscription; in force once confirmed)."""
    from alerts.batch import Post
    from alerts.headers import is_address
    from alerts.subscriptions import steps
    from config.clock import utc_now
    from watchlists.categories import load_categories
    from watchlists.subscriptions import wish_of

    fields = {
        "name": name,
        "category": category,
        "district": district,
        "industry": industry,
        "zone": zone,
        "cadence": cadence,
        "minimum": minimum,
        "language": language,
    }
    wish = wish_of(fields, load_categories())
    if not is_address(address):
        fail(f"{address!r} 不是邮箱地址 / not a mailbox")
    if wish.problems:
        fail("；".join(wish.problems))
    settings = settings_of(home)
    with database_of(settings) as database, database.write() as conn:
        now = utc_now()
        numbers = steps.apply_for(conn, address, wish, Post(settings), now, origin="desk")
        if tenant:
            _join(conn, address, tenant)
    how = "确认信已排队，对方按下按钮后生效" if settings.web.public_url else "没有网页：请核实后运行"
    shown = " ".join(map(str, numbers))
    print(
        f"已登记订阅 {shown}。{how}"
        + ("" if settings.web.public_url else f" zhiwei subscribe confirm {shown}")
    )


def _join(conn: Connection, address: str, tenant: str) -> None:
    from sqlalchemy import update

    from alerts.subscriptions.book import receiver_id
    from config.schema import receivers

    conn.execute(update(receivers).where(receivers.c.id == receiver_id(address)).values(tenant=tenant))


@app.command("confirm")
def confirm(
    numbers: Annotated[list[int], typer.Argument(help="订阅编号；只在本人以其他方式同意之后")],
    home: Home = None,
) -> None:
    """本人以电话等方式同意后，由值班员确认 (confirm for somebody who agreed by other means)."""
    from alerts.batch import Post
    from alerts.subscriptions import steps
    from config.clock import utc_now

    settings = settings_of(home)
    with database_of(settings) as database, database.write() as conn:
        receiver = steps.confirmed(conn, numbers, Post(settings), utc_now(), channel="command")
    if receiver is None:
        fail("没有等待确认的这些订阅 / nothing to confirm")
    print(f"已生效：{receiver.address}")


@app.command("list")
def list_all(home: Home = None, as_json: AsJson = False) -> None:
    """列出订阅 (list subscriptions)."""
    settings = settings_of(home)
    with database_of(settings) as database, database.read() as conn:
        rows = _rows(conn)
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    words = {"requested": "待确认", "active": "生效", "ended": "已退订"}
    for row in rows:
        print(f"{row['id']}　{words[row['state']]}　{row['address']}　{row['name']}　{row['scope']}")
    print(f"共 {len(rows)} 项。" if rows else "没有订阅。")


def _rows(conn: Connection) -> list[dict[str, Any]]:
    from config.schema import receivers, subscriptions
    from watchlists.categories import load_categories
    from watchlists.subscriptions import Scope

    categories = load_categories()
    chosen = (
        select(subscriptions, receivers.c.address, receivers.c.name)
        .join(receivers, receivers.c.id == subscriptions.c.receiver)
        .order_by(subscriptions.c.id)
    )
    return [
        {
            "id": row.id,
            "state": row.state,
            "address": row.address,
            "name": row.name,
            "scope": Scope.model_validate({"kind": row.kind, **row.scope}).describe(categories),
            "origin": row.origin,
            "confirmed_at": row.confirmed_at,
        }
        for row in conn.execute(chosen)
    ]


@app.command("remove")
def remove(number: Annotated[int, typer.Argument(help="订阅编号")], home: Home = None) -> None:
    """停止一项订阅 (end a subscription)."""
    from alerts.batch import Post
    from alerts.subscriptions import steps
    from config.clock import utc_now

    settings = settings_of(home)
    with database_of(settings) as database, database.write() as conn:
        done = steps.left(conn, number, Post(settings), utc_now(), channel="command", why="值班台停止")
    if done is None:
        fail(f"没有生效的订阅 {number} / no such subscription")
    print(f"已停止：{number}")
