"""Commands that look: status, check, explain."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from config.database import Database
from monitor.cli.common import AsJson, Home, database_of, fail, settings_of

Found = TypeVar("Found")


def status(home: Home = None, as_json: AsJson = False) -> None:
    """现在的状况与需要人处理的问题 (what waits, what failed)."""
    from config.clock import utc_now
    from monitor.archive.health import line_in_time
    from monitor.status import read_status

    settings = settings_of(home)
    with database_of(settings) as database:
        state = read_status(database, settings, utc_now())
        state.archive = line_in_time(database, settings)
    if as_json:
        print(json.dumps(state.as_dict(), ensure_ascii=False))
        return
    levels = "　".join(f"{level} {n}" for level, n in state.open_alerts.items()) or "无"
    mails = "　".join(f"{name} {n}" for name, n in sorted(state.mails.items())) or "无"
    print(
        f"监测对象 {state.entries}　记录 {state.records}（待比对 {state.waiting_records}）　近似 {state.hits}"
    )
    print(f"未结预警　{levels}\n邮件　　　{mails}\n退回的行　{state.quarantined}")
    print(f"档案　　　{state.archive}")
    for source in state.sources:
        print(f"数据源　　{source['source']}：{source['state']}　{source['last']}　{source['note']}")
    for problem in state.problems:
        print(f"! {problem}")
    if not state.problems:
        print("没有需要处理的问题。")


def check(home: Home = None, as_json: AsJson = False) -> None:
    """检查配置与环境，逐条给出改法 (configuration and environment, with cures)."""
    from monitor.checkup import examine

    findings = examine(settings_of(home))
    if as_json:
        print(json.dumps([f.as_dict() for f in findings], ensure_ascii=False))
    else:
        for finding in findings:
            print(f"{'✓' if finding.ok else '✗' if finding.fatal else '!'} {finding.what}")
            if not finding.ok:
                print(f"    改法：{finding.cure}")
    if any(f.fatal and not f.ok for f in findings):
        raise typer.Exit(1)


def _found(home: Path | None, look: Callable[[Database, str], Found], wanted: str) -> Found:
    """What `look` finds in the installation's database, or a clear end."""
    with database_of(settings_of(home)) as database:
        try:
            return look(database, wanted)
        except LookupError as error:
            fail(str(error))


def explain(
    hit: Annotated[str, typer.Argument(help="近似编号，或预警号 A-12")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """解释一处近似的得分，并按存下的输入重算 (explain a hit and recompute it)."""
    from monitor.explaining import explain as explained

    found = _found(home, explained, hit)
    if as_json:
        print(json.dumps([one.as_dict() for one in found], ensure_ascii=False))
        return
    for one in found:
        print("\n".join(one.lines()))


def why(
    record: Annotated[str, typer.Argument(help="记录编号：来源:编号，或申请号")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """任一记录：与谁比过，为何提示或不提示 (why a record did or did not alert)."""
    from dataclasses import asdict

    from monitor.whying import why as asked

    answer = _found(home, asked, record)
    print(json.dumps(asdict(answer), ensure_ascii=False) if as_json else "\n".join(answer.lines()))
