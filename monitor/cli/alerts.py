"""`zhiwei alerts`: everything an answer by mail can do, by command, through the same code."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from monitor.cli.common import AsJson, Home, database_of, fail, settings_of, who

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


def number_of(label: str) -> int:
    """12 for `A-12`, `a12` or `12`."""
    text = label.strip().upper().removeprefix("A").removeprefix("-")
    if not text.isdecimal():
        fail(f"{label!r} 不是预警号，例如 A-12 / not an alert number")
    return int(text)


@app.command("list")
def list_alerts(
    home: Home = None,
    state: Annotated[str, typer.Option(help="只列这一状态（如 new、accepted；open 为全部未结）")] = "open",
    level: Annotated[str, typer.Option(help="只列这一等级（红橙黄蓝）")] = "",
    as_json: AsJson = False,
) -> None:
    """列出预警 (list alerts)."""
    from alerts.register import alert_lines

    settings = settings_of(home)
    with database_of(settings) as database, database.read() as conn:
        rows = alert_lines(conn, state, level)
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        day = f"　最后一日 {row['last_day']}" if row["last_day"] else ""
        print(f"{row['level']} {row['alert']}　{row['state_zh']}　「{row['text']}」← {row['watched']}{day}")
    print(f"共 {len(rows)} 件")


@app.command("show")
def show_alert(
    alert: Annotated[str, typer.Argument(help="预警号，例如 A-12")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """一件预警的全部 (everything about one alert)."""
    from alerts.register import alert_page

    settings = settings_of(home)
    with database_of(settings) as database, database.read() as conn:
        try:
            page = alert_page(conn, number_of(alert))
        except LookupError as error:
            fail(str(error))
    if as_json:
        print(json.dumps(page, ensure_ascii=False, default=str))
        return
    print(f"{page['alert']}　{page['level']}　{page['state_zh']}　「{page['text']}」← {page['watched']}")
    for name, value in page["facts"]:
        print(f"  {name}：{value}")
    for line in page["journal"]:
        print(f"  {line}")


@app.command("decide")
def decide_alert(
    alert: Annotated[str, typer.Argument(help="预警号，例如 A-12")],
    verb: Annotated[
        str, typer.Argument(help="受理 排除 转海外 转办 补证 延后 合并 静默 备注 撤销 …，或英文名")
    ],
    reason: Annotated[str, typer.Option(help="排除理由 F1–F8")] = "",
    days: Annotated[int, typer.Option(help="天数")] = 0,
    to: Annotated[str, typer.Option(help="承办人姓名或邮箱")] = "",
    into: Annotated[str, typer.Option(help="并入的预警号")] = "",
    note: Annotated[str, typer.Option(help="备注")] = "",
    outcome: Annotated[str, typer.Option(help="办结结果")] = "",
    role: Annotated[str, typer.Option(help="以何角色：officer、lead、overseas")] = "officer",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """处理一件预警 (decide an alert)."""
    from alerts.batch import Post
    from alerts.decide import decide, undo
    from alerts.decisions import Actor, Decision
    from alerts.verbs import verb_of
    from config.clock import utc_now

    settings = settings_of(home)
    number = number_of(alert)
    name = verb_of(verb) or fail(f"不认识“{verb}” / unknown verb")
    actor, post = Actor(f"command:{who()}", role, who()), Post(settings)
    with database_of(settings) as database, database.write() as conn:
        if name == "undo":
            done = undo(conn, actor, post, utc_now(), channel="command", alert=number)
        else:
            merged = number_of(into) if into else 0
            wanted = Decision(name, number, reason.upper(), days, to, merged, note, outcome)
            done = decide(conn, wanted, actor, post, utc_now(), channel="command")
    result: dict[str, Any] = {
        "alert": f"A-{number}",
        "verb": name,
        "done": done.done,
        "before": done.before,
        "after": done.after,
        "why": done.why,
    }
    print(json.dumps(result, ensure_ascii=False) if as_json else done.sentence)
    if not done.done:
        raise typer.Exit(1)
