"""`zhiwei demo`: the whole way on this machine, with a local site and a local mail server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def demo(
    workdir: Annotated[Path, typer.Option("--workdir", help="演示用目录")] = Path("demo-output"),
    once: Annotated[bool, typer.Option("--once", help="只走一遍，不等待定时")] = False,
    seconds: Annotated[int, typer.Option(help="不带 --once 时，服务运行多少秒")] = 20,
) -> None:
    """演示：本地公告站与商店 → 比对 → 预警邮件 (the main job, locally)."""
    from monitor.demo.show import show

    summary = show(workdir.resolve(), once=once, seconds=seconds)
    print(json.dumps(summary, ensure_ascii=False))
    if summary["mails_sent"] != summary["mails_in_sink"]:
        raise typer.Exit(1)
