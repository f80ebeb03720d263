"""`zhiwei web` and `zhiwei sample`: what the pages need, and the line that a person accepts."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from monitor.cli.common import AsJson, Home, database_of, fail, settings_of, who

app = typer.Typer(no_args_is_help=True)
sample_app = typer.Typer(no_args_is_help=True)


@app.command("key")
def key() -> None:
    """生成一个只读接口的密钥，写入 [web.api_keys] (make an API key)."""
    import secrets

    print(secrets.token_urlsafe(32))


@app.command("webhook-key")
def webhook_key(home: Home = None) -> None:
    """显示签名密钥，交给接收 webhook 的系统核对 (the key that signs webhooks)."""
    from alerts.subscriptions.links import NoKey, derived

    try:
        print(derived(settings_of(home), "webhook").hex())
    except NoKey as error:
        fail(str(error))


@app.command("openapi")
def openapi(home: Home = None) -> None:
    """输出接口说明 OpenAPI (print the interface description)."""
    from alerts.batch import Post
    from monitor.web.app import create_app
    from monitor.web.context import Web

    settings = settings_of(home)
    with database_of(settings) as database:
        print(
            json.dumps(
                create_app(Web(settings, database, Post(settings))).openapi(), ensure_ascii=False, indent=1
            )
        )


@sample_app.command("show")
def show(
    month: Annotated[str, typer.Argument(help="月份，如 2026-10")], home: Home = None, as_json: AsJson = False
) -> None:
    """按已有答复估计查全率，并给出建议的提示线 (estimate recall from the answers)."""
    from alerts import sampling
    from config.clock import utc_now
    from monitor.jobs.sample import right_hits
    from monitor.matching.score import DEFAULT_THRESHOLD

    settings = settings_of(home)
    with database_of(settings) as database, database.write() as conn:
        line = settings.threshold or sampling.accepted_threshold(conn) or DEFAULT_THRESHOLD
        made = sampling.estimate(conn, month, right_hits(conn, month), line)
        if not made.answered:
            fail(f"{month} 的样本还没有答复 / no answers for {month}", 1)
        number = sampling.suggest(conn, made, line, utc_now())
    if as_json:
        print(json.dumps({**made.__dict__, "suggestion": number, "line": line}, ensure_ascii=False))
        return
    print(f"{month}：抽样 {made.asked} 件，已答 {made.answered} 件，其中需要 {made.needed} 件")
    print(
        f"估计漏报 {made.missed:.0f} 件；查全率 {made.recall:.0%}（95% 区间 {made.low:.0%}–{made.high:.0%}）"
    )
    if made.suggested == line:
        print(f"建议保持提示线 {line:.2f}。")
    else:
        print(f"建议提示线从 {line:.2f} 改为 {made.suggested:.2f}；同意请运行：zhiwei sample accept {number}")


@sample_app.command("accept")
def accept(number: Annotated[int, typer.Argument(help="建议的编号")], home: Home = None) -> None:
    """采用建议的提示线，重启服务后生效 (accept a suggested threshold)."""
    from alerts import sampling
    from config.clock import utc_now

    settings = settings_of(home)
    with database_of(settings) as database, database.write() as conn:
        line = sampling.accept(conn, number, who(), utc_now())
    if line is None:
        fail(f"没有待采用的建议 {number} / no such suggestion")
    if settings.threshold is not None:
        print(f"注意：zhiwei.toml 写了 threshold = {settings.threshold}，它优先；请删去那一行。")
    print(f"已采用提示线 {line:.2f}，重启服务后生效。")
