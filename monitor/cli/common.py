"""What commands share: where the installation is, and errors that say what to do instead of a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from config.database import Database
from config.settings import Settings, SettingsError, load_settings

Home = Annotated[
    Path | None,
    typer.Option("--home", help="安装目录（默认：环境变量 ZHIWEI_HOME 或当前目录）", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="机器可读输出（JSON）")]


def fail(message: str, code: int = 2) -> NoReturn:
    """Say what is wrong on standard error and end with `code`."""
    print(f"错误：{message}", file=sys.stderr)
    raise typer.Exit(code)


def settings_of(home: Path | None) -> Settings:
    """The settings of the installation, or a clear end."""
    try:
        return load_settings(home)
    except SettingsError as error:
        fail(str(error))


@contextmanager
def database_of(settings: Settings) -> Iterator[Database]:
    """The migrated database of an installation, closed afterwards."""
    database = Database(settings.database_url)
    try:
        database.migrate()
        yield database
    finally:
        database.close()


def who() -> str:
    """The operating-system user, for the journal of what was done by command."""
    return os.environ.get("SUDO_USER") or os.environ.get("USER") or "operator"
