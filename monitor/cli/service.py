"""Commands of the service itself: init, run, import."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import AsJson, Home, database_of, fail, settings_of


def init(folder: Annotated[Path, typer.Argument(help="新建安装的目录")]) -> None:
    """新建安装目录与配置 (create an installation)."""
    from monitor.installation import AlreadyThere, create

    try:
        file = create(folder.resolve())
    except AlreadyThere as error:
        fail(str(error))
    print(f"已建立：{file}\n下一步：编辑其中的 [[office.people]] 与 [mail]，然后 zhiwei run --home {folder}")


def run(
    home: Home = None,
    once: Annotated[bool, typer.Option("--once", help="各项任务各做一遍后退出")] = False,
    as_json: AsJson = False,
) -> None:
    """启动监测服务；--once 只做一遍 (run the daemon, or one pass)."""
    from config import logging
    from monitor import daemon
    from monitor.builtin import load_lists
    from monitor.passes import Service

    settings = settings_of(home)
    logging.configure(settings.log_level)
    try:
        lock = daemon.hold_installation(settings.home)
    except daemon.AlreadyRunning as error:
        fail(str(error), 3)
    with lock:
        service = Service.open(settings)
        load_lists(service.database, settings, service.clock())
        if not settings.mail_is_configured:
            typer.echo(f"提示：未设置发信服务器，邮件将存为文件：{settings.path('mail-out')}", err=True)
        if once:
            totals = service.once()
            print(json.dumps(totals, ensure_ascii=False) if as_json else _plain(totals))
        else:
            daemon.run(service)
        service.database.close()


def _plain(totals: dict[str, int]) -> str:
    words = {
        "inputs": "读入",
        "records": "新记录",
        "repeats": "重复",
        "rejected": "退回",
        "screened": "已比对",
        "alerts": "新预警",
        "sent": "已发邮件",
        "retried": "待重发",
        "undeliverable": "无法送达",
    }
    return "　".join(f"{zh} {totals.get(key, 0)}" for key, zh in words.items())


def import_file(
    file: Annotated[Path, typer.Argument(help="要导入的文件", exists=True, dir_okay=False)],
    source: Annotated[str, typer.Option("--source", help="数据源名称（python -m crawlers list 可列出）")],
    config: Annotated[Path | None, typer.Option("--config", help="列映射 TOML")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """导入一个数据文件 (import a file of records)."""
    from config.clock import utc_now
    from monitor.jobs import ingest
    from monitor.jobs.drops import read_file

    settings = settings_of(home)
    runs = settings.path("runs")
    runs.mkdir(exist_ok=True)
    result = read_file(source, file.resolve(), runs, config)
    if result.run is None:
        fail(f"{file}：{result.reason}" + (f"\n原件保留于 {result.refused}" if result.refused else ""))
    with database_of(settings) as database:
        intake = ingest.ingest_file(database, result.run, utc_now())
        done = runs / "done"
        done.mkdir(exist_ok=True)
        result.run.replace(done / result.run.name)
    summary = {
        "inputs": intake.inputs,
        "records": intake.records,
        "repeats": intake.repeats,
        "rejected": intake.rejected,
        "ignored": dict(intake.ignored),
    }
    if as_json:
        print(json.dumps(summary, ensure_ascii=False))
        return
    ignored = "、".join(f"{name} {n}" for name, n in intake.ignored.items()) or "无"
    print(
        f"读入 {intake.inputs} 行 = 新记录 {intake.records} + 重复 {intake.repeats}"
        f" + 退回 {intake.rejected} + 略过（{ignored}）"
    )
    if intake.inputs == 0:
        print("此文件先前已导入过，未重复计算。")
