"""`zhiwei watch preview`: what the entries of a file would have given, before any of them is taken in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Annotated

import typer

from config.database import Database
from config.settings import Settings
from monitor.archive.base import Archive, ArchiveError
from monitor.cli.common import AsJson, Home, database_of, fail, settings_of
from monitor.cli.progress import shown
from monitor.cli.watch import Category, File, Tenant, read, say
from monitor.screening.hindsight import Hindsight, Span, from_archive, from_database
from watchlists.entries import WatchEntry


def preview(
    file: File,
    months: Annotated[int, typer.Option("--months", min=1, max=240, help="回看几个月")] = 12,
    budget: Annotated[
        int | None,
        typer.Option("--budget", min=0, help="试算“每月不超过 N 封”会漏掉什么（默认：按文件里写的）"),
    ] = None,
    category: Category = "",
    tenant: Tenant = "",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """试算：这些对象在过去几个月会带来什么；不写入任何内容 (what it would have given)."""
    from config.clock import utc_now
    from monitor.archive.opening import open_archive

    settings = settings_of(home)
    with database_of(settings) as database, closing(open_archive(settings)) as archive:
        taken = read(file, settings, database, category, tenant)
        entries = list(taken.entries)
        if budget is not None:
            entries = [entry.model_copy(update={"monthly_budget": budget}) for entry in entries]
        try:
            seen = list(_seen(entries, settings, database, archive, Span.of(months, utc_now())))
        except ArchiveError as error:
            fail(str(error), 1)
    for one in seen:
        _print(one, as_json)
    for reject in taken.rejects:
        say(f"✗ {reject}", err=True)


def _print(one: Hindsight, as_json: bool) -> None:
    if as_json:
        print(json.dumps(one.as_dict(), ensure_ascii=False))
        return
    for line in one.lines():
        say(line)


def _seen(
    entries: Sequence[WatchEntry], settings: Settings, database: Database, archive: Archive, span: Span
) -> Iterator[Hindsight]:
    """From the archive where it is filled, else from the database; says which, on standard error."""
    from monitor.archive.health import filled
    from monitor.matching.score import DEFAULT_THRESHOLD
    from monitor.screening.line import alert_line

    line = alert_line(settings, database) or DEFAULT_THRESHOLD
    try:
        from_keys = filled(database, archive)
        why = "档案尚未补齐，改查数据库，会慢一些 / the archive is not filled: reading the database"
    except ArchiveError as error:
        from_keys, why = False, f"{error}\n改查数据库，会慢一些 / reading the database instead"
    if not from_keys:
        typer.echo(why, err=True)
    source = (
        from_archive(entries, archive, span, line)
        if from_keys
        else from_database(entries, database, span, line)
    )
    with shown("试算") as told:
        for number, one in enumerate(source, start=1):
            yield one
            told(number, len(entries))
