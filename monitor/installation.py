"""`zhiwei init`: a commented configuration, the folders and a secret key, after which `zhiwei run` works."""

from __future__ import annotations

import secrets
from pathlib import Path

from config.settings import FILE_NAME

FOLDERS = ("data", "drop", "runs", "mail-out", "mail-in", "watchlists", "keys", "state", "reports")
TEMPLATE = Path(__file__).parents[1] / "config" / "zhiwei.template.toml"


class AlreadyThere(FileExistsError):
    """The folder holds an installation; nothing was changed."""


def create(home: Path) -> Path:
    """Make an installation in `home`; returns the configuration file. Raises AlreadyThere."""
    file = home / FILE_NAME
    if file.exists():
        raise AlreadyThere(f"{file} 已存在，未作改动 / already there, nothing changed")
    home.mkdir(parents=True, exist_ok=True)
    for name in FOLDERS:
        (home / name).mkdir(exist_ok=True, mode=0o750)
    write_secret(home / "keys" / "secret")
    file.write_text(TEMPLATE.read_text("utf-8"), "utf-8")
    return file


def write_secret(file: Path) -> None:
    """A fresh 256-bit key that signs reply addresses and links; readable by the service alone."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32) + "\n", "ascii")
