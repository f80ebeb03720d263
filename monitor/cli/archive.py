"""`zhiwei archive`: make the archive anew from the database, and see what it holds and lacks."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from monitor.cli.common import AsJson, Home, database_of, fail, settings_of

app = typer.Typer(no_args_is_help=True)


@app.command()
def rebuild(
    home: Home = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="同时使用的核数")] = 1,
    restart: Annotated[bool, typer.Option("--restart", help="丢弃上次未完成的重建，从头开始")] = False,
) -> None:
    """由数据库重建档案；中断后再运行即接着做 (rebuild from the database; resumable)."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from monitor.archive.base import ArchiveError
    from monitor.archive.opening import open_archive
    from monitor.archive.rebuild import rebuild as rebuilt

    settings = settings_of(home)
    columns = (TextColumn("重建档案"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with database_of(settings) as database, Progress(*columns) as shown:
        task = shown.add_task("", total=None)
        archive = open_archive(settings)
        try:
            if restart:
                archive.successor().discard()
            held = rebuilt(
                database,
                archive,
                lambda done, total: shown.update(task, completed=done, total=total),
                workers=workers,
            )
        except ArchiveError as error:
            fail(str(error), 1)
        finally:
            archive.close()
    print(f"档案已重建：{held} 条（{archive.place}）")


@app.command()
def status(home: Home = None, as_json: AsJson = False) -> None:
    """档案在哪里、有多少、缺多少 (where it is, what it holds and lacks)."""
    from monitor.archive.base import ArchiveError
    from monitor.archive.opening import open_archive
    from monitor.archive.sync import missing

    settings = settings_of(home)
    with database_of(settings) as database:
        archive = open_archive(settings)
        try:
            cursor, held = archive.cursor(), archive.count()
        except ArchiveError as error:
            fail(str(error), 1)
        finally:
            archive.close()
        with database.read() as conn:
            lacking = missing(conn, cursor)
    if as_json:
        print(json.dumps({"place": archive.place, "held": held, "missing": lacking, "cursor": cursor}))
        return
    print(f"{archive.place}：{held} 条，缺 {lacking} 条" + ("（运行中的服务会自动补齐）" if lacking else ""))
