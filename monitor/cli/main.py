"""`zhiwei`: every command on one page; each imports what it needs only when it runs."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from sqlalchemy.exc import OperationalError

from config.database import DatabaseTooNew
from monitor.cli import (
    alerts,
    archive,
    bench,
    deadline,
    demo,
    evaluate,
    reply,
    risk,
    screen,
    service,
    state,
    subscribe,
    watch,
    watch_preview,
    web,
)

app = typer.Typer(
    name="zhiwei",
    help="知微：城市知识产权风险预警监测 (IP risk early-warning monitor)",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("init")(service.init)
app.command("run")(service.run)
app.command("status")(state.status)
app.command("check")(state.check)
app.command("import")(service.import_file)
app.command("screen")(screen.screen)
app.command("explain")(state.explain)
app.command("why")(state.why)
app.command("eval")(evaluate.evaluate)
app.command("deadline")(deadline.deadline)
app.command("demo")(demo.demo)
app.command("report")(risk.report)
app.command("bench")(bench.bench)
watch.app.command("preview")(watch_preview.preview)
app.add_typer(archive.app, name="archive", help="档案 (archive of all records)")
app.add_typer(watch.app, name="watch", help="监测对象 (watch entries)")
app.add_typer(alerts.app, name="alerts", help="预警：列出、查看、处理 (alerts)")
app.add_typer(risk.app, name="risk", help="等级与期限 (levels and deadlines)")
app.add_typer(risk.overseas, name="overseas", help="境外纠纷 (disputes abroad)")
app.add_typer(subscribe.app, name="subscribe", help="订阅：登记、确认、列出、停止 (subscriptions)")
app.add_typer(web.app, name="web", help="网页与接口 (web part)")
app.add_typer(web.sample_app, name="sample", help="未提示记录抽样 (filtered-out sample)")
app.add_typer(reply.app, name="reply", help="回信 (replies)")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"zhiwei {version('zhiwei')}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="版本 (version)")
    ] = False,
) -> None:
    """知微：城市知识产权风险预警监测 (IP risk early-warning monitor)."""


def main() -> None:
    """Run a command; what an operator can mend is said in a sentence, without a traceback."""
    try:
        app()
    except DatabaseTooNew as error:
        sys.exit(f"错误：{error}")
    except OperationalError as error:
        sys.exit(f"错误：数据库打不开：{error.orig}；请核对 zhiwei.toml 的 database 与目录权限")
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()
