"""`zhiwei check`: each thing this installation needs, whether it is there, and what to do if not."""

from __future__ import annotations

import importlib.util
import shutil
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from alerts.headers import is_address
from config.settings import Settings
from crawlers.registry import find_source


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool = True
    cure: str = ""
    fatal: bool = False

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return asdict(self)


def examine(settings: Settings) -> list[Finding]:
    """All findings, in the order an operator would look."""
    return [finding for look in LOOKS for finding in look(settings)]


def _python(settings: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(
        f"Python {version}", sys.version_info >= (3, 11), "请使用 Python 3.11 或更新版本", fatal=True
    )


def _sqlite(settings: Settings) -> Iterator[Finding]:
    numbers = tuple(int(n) for n in sqlite3.sqlite_version.split("."))
    fixed = numbers >= (3, 51, 3) or numbers in ((3, 50, 7), (3, 44, 6))
    guard = "" if fixed else "；含 WAL 重置缺陷的版本，由单一写连接与进程锁防护"
    yield Finding(f"SQLite {sqlite3.sqlite_version}{guard}")


def _folders(settings: Settings) -> Iterator[Finding]:
    for name in ("data", "runs", "drop", "mail-out", "keys", "state"):
        folder = settings.path(name)
        yield Finding(
            f"目录 {folder}",
            folder.is_dir(),
            f"mkdir -p {folder}，或重新运行 zhiwei init",
            fatal=name in ("data", "keys"),
        )
    free = shutil.disk_usage(settings.home).free // 2**20
    yield Finding(f"磁盘余量 {free} MiB", free > 512, "请清理磁盘，至少留 512 MiB")


def _key(settings: Settings) -> Iterator[Finding]:
    key = settings.path(settings.secret_key_file)
    there = key.is_file() and len(key.read_text("ascii", "replace").strip()) >= 32
    yield Finding(
        f"签名密钥 {key}",
        there,
        "删除该文件后运行 zhiwei init 于新目录，把生成的 keys/secret 复制过来",
        fatal=True,
    )
    if there:
        private = key.stat().st_mode & 0o077 == 0
        yield Finding("签名密钥仅本服务可读", private, f"chmod 600 {key}")


def _people(settings: Settings) -> Iterator[Finding]:
    people = settings.office.people
    yield Finding(
        "有保护中心值班员",
        settings.office.desk("officer") is not None,
        '在 zhiwei.toml 加 [[office.people]]，role = "officer"',
    )
    for person in people:
        yield Finding(
            f"{person.name} 的邮箱 {person.address}",
            is_address(person.address),
            "写成 name@example.org 这样的地址",
            fatal=True,
        )


def _mail(settings: Settings) -> Iterator[Finding]:
    mail = settings.mail
    yield Finding("发件地址 " + mail.sender, is_address(mail.sender), "写成 alert@本单位域名", fatal=True)
    if not settings.mail_is_configured:
        yield Finding("发信服务器", False, '设 [mail] smtp = "smtp://用户@主机:587"；此前邮件只存为文件')
        return
    yield _reachable("发信服务器", mail.smtp, 25)
    if urlsplit(mail.inbox).scheme in ("imap", "imaps"):
        yield _reachable("收信服务器", mail.inbox, 143)
    if mail.dkim_key:
        yield Finding(
            f"DKIM 私钥 {mail.dkim_key}", settings.path(mail.dkim_key).is_file(), "核对路径", fatal=True
        )


def _reachable(what: str, url: str, default_port: int) -> Finding:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or default_port
    try:
        with socket.create_connection((host, port), timeout=5):
            return Finding(f"{what} {host}:{port}")
    except OSError as error:
        return Finding(f"{what} {host}:{port}", False, f"连接不上（{error}）；核对主机、端口与防火墙")


def _sources(settings: Settings) -> Iterator[Finding]:
    for source in settings.sources:
        known = find_source(source.name)
        yield Finding(
            f"数据源 {source.name}", known is not None, "名称见 python -m crawlers list", fatal=True
        )
        if known is not None and not known.automated_access_allowed and known.kind == "pull":
            yield Finding(
                f"{source.name} 允许自动访问", False, "该源禁止自动采集；请人工下载后放入 drop 目录"
            )
        if source.config:
            inside = Path(__file__).parents[1] / "config" / "sources" / source.config
            there = settings.path(source.config).is_file() or inside.is_file()
            yield Finding(f"{source.name} 的配置 {source.config}", there, "核对文件名", fatal=True)
    if not settings.sources:
        yield Finding("数据源", False, "没有启用任何自动数据源；可用 drop 目录或 zhiwei import 导入")


def _programs(settings: Settings) -> Iterator[Finding]:
    pdf = importlib.util.find_spec("weasyprint") is not None
    yield Finding("PDF 报告组件", pdf, "安装 weasyprint 所需的系统库 pango；网页与表格报告不受影响")


LOOKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _python,
    _sqlite,
    _folders,
    _key,
    _people,
    _mail,
    _sources,
    _programs,
)
