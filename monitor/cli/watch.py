"""`zhiwei watch`: take lists of watched rights in, try a file without taking it, and show what is watched."""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path
from typing import Annotated, Any

import typer

from config.database import Database
from config.settings import Settings
from config.tabular import TabularError
from monitor.cli.common import AsJson, Home, database_of, fail, settings_of
from watchlists.categories import Categories, CategoryError, load_categories
from watchlists.importing import Import, import_file
from watchlists.rejects import write_rejects
from watchlists.store import Change, EntryStore

app = typer.Typer(no_args_is_help=True)

_SHOWN = 20  # rejects and notices on the screen; the reject file has all

File = Annotated[Path, typer.Argument(help="CSV、TSV、XLSX、JSONL 或 TOML 文件")]
Category = Annotated[str, typer.Option("--category", help="文件没有类别列时的类别，如 GI、老字号")]
Tenant = Annotated[str, typer.Option("--tenant", help="这些监测对象归谁所有（默认：本中心）")]
Rejects = Annotated[
    Path | None,
    typer.Option("--rejects", help="退回的行写到哪里（默认：原文件旁 …-退回.csv）", show_default=False),
]


@app.command("import")
def watch_import(
    file: File,
    category: Category = "",
    tenant: Tenant = "",
    rejects: Rejects = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """导入监测对象；有问题的行退回，其余照收 (good rows are taken, bad ones written to a reject file)."""
    from config.clock import utc_now

    settings = settings_of(home)
    with database_of(settings) as database:
        taken = read(file, settings, database, category, tenant)
        with database.write() as conn:
            change = EntryStore().upsert(conn, taken.entries, utc_now())
    written = _write_rejects(taken, rejects or file.with_name(f"{file.stem}-退回.csv"))
    _report(taken, change, written, as_json)
    if taken.rejects and not taken.entries:
        raise typer.Exit(1)


@app.command("check")
def watch_check(
    file: File, category: Category = "", tenant: Tenant = "", home: Home = None, as_json: AsJson = False
) -> None:
    """试读文件，不写入任何内容 (dry run: what would be taken and what rejected)."""
    settings = settings_of(home)
    with database_of(settings) as database:
        taken = read(file, settings, database, category, tenant)
    _report(taken, None, None, as_json)
    if taken.rejects:
        raise typer.Exit(1)


@app.command("list")
def watch_list(
    category: Category = "", tenant: Tenant = "", home: Home = None, as_json: AsJson = False
) -> None:
    """列出监测对象 (what is watched)."""
    settings = settings_of(home)
    categories = _categories(settings)
    code = _code(categories, category)
    with database_of(settings) as database, database.read() as conn:
        kept = EntryStore().list(conn, tenant=tenant or None, category=code)
    for one in kept:
        entry = one.entry
        if as_json:
            print(json.dumps({**entry.model_dump(mode="json"), "version": one.version}, ensure_ascii=False))
        else:
            classes = "、".join(map(str, entry.nice_classes))
            status = {"active": "启用", "paused": "暂停", "proposed": "建议"}[entry.status]
            say(f"{entry.id}\t{entry.category}\t{entry.text}\t{classes}\t{status}\t{entry.owner}")
    if not as_json:
        say(f"共 {len(kept)} 个监测对象")


def read(file: Path, settings: Settings, database: Database, category: str, tenant: str) -> Import:
    """Try a file of watched rights; nothing is written."""
    categories = _categories(settings)
    code = _code(categories, category)
    with database.read() as conn:
        known = frozenset(kept.entry.id for kept in EntryStore().list(conn))
    try:
        return import_file(file, categories=categories, known_ids=known, category=code, tenant=tenant)
    except TabularError as error:
        fail(_visible(str(error)))


def _categories(settings: Settings) -> Categories:
    try:
        return load_categories(settings.home / "categories.toml")
    except CategoryError as error:
        fail(str(error))


def _code(categories: Categories, word: str) -> str:
    found = categories.find(word) if word else None
    if word and found is None:
        accepted = "、".join(f"{c.zh}（{c.code}）" for c in categories.all)
        fail(f"类别不认识：{word}；可用：{accepted} / unknown category")
    return found.code if found else ""


def _write_rejects(taken: Import, path: Path) -> Path | None:
    if not taken.rejects:
        return None
    try:
        write_rejects(taken, path)
    except OSError as error:
        fail(f"退回的行无法写到 {path}（{error.strerror}），请用 --rejects 指定位置 / cannot write {path}")
    return path


def _report(taken: Import, change: Change | None, written: Path | None, as_json: bool) -> None:
    if as_json:
        print(json.dumps(_as_dict(taken, change, written), ensure_ascii=False))
        return
    say(f"{taken.file}：{taken.rows} 行 = 可收 {len(taken.entries)} + 退回 {len(taken.rejects)}")
    if change is not None:
        say(f"新增 {len(change.new)}　更新 {len(change.changed)}　未变 {len(change.same)}")
        if change.refused:
            say(f"! {len(change.refused)} 个编号属于其他单位，未改动 / ids of another tenant, left alone")
    if taken.unknown_columns:
        say(f"! 未使用的列（unknown columns）：{'、'.join(taken.unknown_columns)}")
    for lines, mark in ((taken.rejects, "✗"), (taken.notices, "!")):
        for line in lines[:_SHOWN]:
            say(f"{mark} {line}")
        if len(lines) > _SHOWN:
            say(f"{mark} …… 另有 {len(lines) - _SHOWN} 条 / {len(lines) - _SHOWN} more")
    if written is not None:
        say(f"退回的行已写入 {written}，改正后可再次导入 / corrected rows can be imported again")


def _as_dict(taken: Import, change: Change | None, written: Path | None) -> dict[str, Any]:
    counts = {"rows": taken.rows, "entries": len(taken.entries), "rejected": len(taken.rejects)}
    if change is not None:
        counts |= {"new": len(change.new), "changed": len(change.changed), "same": len(change.same)}
        counts |= {"refused": len(change.refused)}
    rejects = [
        {"line": one.line, "problems": [str(problem) for problem in one.problems]} for one in taken.rejects
    ]
    notices = [{"line": one.line, "entry": one.entry_id, "zh": one.zh, "en": one.en} for one in taken.notices]
    file = str(written) if written else ""
    return {"file": taken.file, **counts, "rejects": rejects, "notices": notices, "reject_file": file}


def say(text: str, *, err: bool = False) -> None:
    """Print text that others wrote."""
    print(_visible(text), file=sys.stderr if err else sys.stdout)


def _visible(text: str) -> str:
    """Text that cannot move the cursor or turn the writing direction: controls are shown as \\x.."""
    return "".join(
        char if char == "\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs") else repr(char)[1:-1]
        for char in text
    )
