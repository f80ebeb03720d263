"""`zhiwei risk`, `zhiwei report`, `zhiwei overseas`: levels over time, the office's figures, disputes abroad."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import AsJson, Home, database_of, fail, settings_of

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
overseas = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.callback()
def _group() -> None:
    """等级与期限 (levels and deadlines)."""


@app.command()
def recompute(
    home: Home = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会变什么，不改动")] = False,
    as_json: AsJson = False,
) -> None:
    """按今天的规则重算未结预警 (recompute open alerts)."""
    from alerts.addresses import reply_addresses
    from alerts.batch import Post
    from config.clock import utc_now
    from monitor.jobs import keep

    settings = settings_of(home)
    post = Post(settings, reply_addresses(settings))
    with database_of(settings) as database:
        with database.read() as conn:
            found = keep.changes(conn, post, utc_now())
        if not dry_run:
            keep.keep(database, post, utc_now())
    rows = [
        {"alert": f"A-{c.number}", "kind": c.kind, "before": c.before, "after": c.after, "why": c.why}
        for c in found
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        print(f"{row['alert']}　{row['kind']}　{row['before'] or '—'} → {row['after']}　{row['why']}")
    print(f"{len(rows)} 处变化" + ("（未改动）" if dry_run else "（已改动）"))


def report(
    period: Annotated[str, typer.Argument(help="2026-11（月报）或 2026（年报）")],
    out: Annotated[Path, typer.Option("--out", help="写到哪个目录")] = Path("reports"),
    home: Home = None,
) -> None:
    """月报或年报：HTML、XLSX、PDF (office figures)."""
    from config.clock import utc_now
    from monitor.reports.figures import build_report
    from monitor.reports.gather import case_rows, coverage_rows
    from monitor.reports.rows import Period
    from monitor.reports.write import write_all

    found = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?", period)
    if found is None or (found[2] and not 1 <= int(found[2]) <= 12):
        fail(f"{period!r} 不是 2026-11 或 2026 这样的期间 / not a month or a year")
    span = Period.month(int(found[1]), int(found[2])) if found[2] else Period.year(int(found[1]))
    settings = settings_of(home)
    with database_of(settings) as database, database.read() as conn:
        made = build_report(case_rows(conn), coverage_rows(conn), span, utc_now())
    files, missing = write_all(made, out, f"zhiwei-{period}")
    for file in files:
        print(file)
    for problem in missing:
        print(f"! {problem}")


@overseas.command("import")
def import_dockets(
    file: Annotated[Path, typer.Argument(help="境外案件 CSV", exists=True, dir_okay=False)], home: Home = None
) -> None:
    """导入境外纠纷，逐件建预警给海外中心 (import dockets)."""
    from alerts.addresses import reply_addresses
    from alerts.batch import Post
    from config.clock import utc_now
    from monitor.jobs.dockets import take_dockets

    settings = settings_of(home)
    with database_of(settings) as database, database.write() as conn:
        found = take_dockets(conn, file, Post(settings, reply_addresses(settings)), utc_now())
    print(f"案件 {len(found.cases)} 件，退回 {len(found.errors)} 行")
    for error in found.errors:
        print(f"  {error}")


@overseas.command("check")
def check_dockets(
    file: Annotated[Path, typer.Argument(help="境外案件 CSV", exists=True, dir_okay=False)],
    today: Annotated[str, typer.Option(help="按哪一天计（默认今天）")] = "",
) -> None:
    """只看一份境外案件表会得到什么 (look without importing)."""
    from config.clock import local_day, utc_now
    from monitor.risk.overseas.case import summary_line
    from monitor.risk.overseas.dockets import read_dockets
    from monitor.risk.overseas.forums import case_clocks

    day = date.fromisoformat(today) if today else local_day(utc_now())
    found = read_dockets(file)
    for case in found.cases:
        print(summary_line(case))
        for clock in case_clocks(case, day):
            print(
                f"  {clock.title}：{clock.last_day or '待定'}　{clock.basis}（{clock.confidence}）{clock.note}"
            )
    for error in found.errors:
        print(f"! {error}")
