"""`zhiwei archive`: make the archive anew from the database, and see what it holds and lacks."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from monitor.cli.common import AsJson, Home, database_of, fail, settings_of
from monitor.cli.progress import shown

app = typer.Typer(no_args_is_help=True)


@app.command()
def rebuild(
    home: Home = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="同时使用的核数")] = 1,
    restart: Annotated[bool, typer.Option("--restart", help="丢弃上次未完成的重建，从头开始")] = False,
) -> None:
    """由数据库重建档案；中断后再运行即接着做 (rebuild from the database; resumable)."""
    from monitor.archive.base import ArchiveError
    from monitor.archive.opening import open_archive
    from monitor.archive.rebuild import rebuild as rebuilt

    settings = settings_of(home)
    with database_of(settings) as database, shown("重建档案") as told:
        archive = open_archive(settings)
        try:
            if restart:
                archive.successor().discard()
            held = rebuilt(database, archive, told, workers=workers)
        except ArchiveError as error:
            fail(str(error), 1)
        finally:
            archive.close()
    print(f"档案已重建：{held} 条（{archive.place}）")


@app.command()
def backfill(
    home: Home = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="同时使用的核数（默认：全部）")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """一次导入很多对象后：让它们与档案全部记录比对；中断后再运行即接着做 (resumable)."""
    from config.clock import utc_now
    from monitor.archive.base import ArchiveError
    from monitor.jobs.backfilling import Busy, fill_back
    from monitor.screening.workers import WorkerDied, cores

    settings = settings_of(home)
    with database_of(settings) as database, shown("回溯") as told:
        try:
            done = fill_back(settings, database, utc_now, workers or cores(), told)
        except (ArchiveError, Busy, WorkerDied) as error:
            fail(str(error), 1)
    if as_json:
        print(json.dumps(done, ensure_ascii=False))
    else:
        print(
            f"回溯完成：监测对象 {done['back_scanned']}　记录 {done['met']}　新疑似近似 {done['hits']}"
            f"　新预警 {done['alerts']}（邮件由运行中的服务发出）"
        )
    if done["archive_failed"]:
        fail("档案中途不可用，已做的都已保存；恢复后再运行一次即接着做 / the archive failed; run it again", 1)


@app.command()
def status(home: Home = None, as_json: AsJson = False) -> None:
    """档案在哪里、有多少、缺多少 (where it is, what it holds and lacks)."""
    from monitor.archive.base import ArchiveError
    from monitor.archive.health import missing
    from monitor.archive.opening import open_archive

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
