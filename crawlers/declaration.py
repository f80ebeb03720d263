"""A source written as TOML: who it is, what to expect, and where in its pages or columns things stand.

`feed = "table"` maps columns of files; `spider = "shop"` or another make in crawlers/spiders points that
spider at one website. The built-in ones lie in `config/sources/`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from crawlers.source import Source

BUILT_IN = Path(__file__).parents[1] / "config" / "sources"
_HOURS = {"schedule_hours": "schedule", "max_silence_hours": "max_silence"}


class DeclarationError(ValueError):
    """The TOML cannot be used; the text says where and what would be right (Chinese, then English)."""


@dataclass(frozen=True)
class Declaration:
    """One source file: its Source, the make that collects it, and the make's own tables."""

    file: Path
    source: Source
    feed: str = ""
    spider: str = ""
    tables: dict[str, Any] = field(default_factory=dict)

    def table(self, name: str) -> dict[str, Any]:
        """A table of the file, {} when absent."""
        found = self.tables.get(name, {})
        if not isinstance(found, dict):
            raise self.error(name, "应为一个表", "must be a table")
        return found

    def error(self, where: str, zh: str, en: str) -> DeclarationError:
        """A complaint about one place of this file."""
        return DeclarationError(f"{self.file.name}：[{where}] {zh} / {en}")


def load(file: Path) -> Declaration:
    """Read one source file; raises DeclarationError."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DeclarationError(f"{file}：无法读取 / cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DeclarationError(f"{file.name}：不是有效的 TOML（UTF-8）/ not valid TOML: {error}") from error
    feed, spider = str(content.pop("feed", "")), str(content.pop("spider", ""))
    if bool(feed) == bool(spider):
        raise DeclarationError(f'{file.name}：须写 feed 或 spider 之一 / needs feed = "…" or spider = "…"')
    return Declaration(file, _source(file, content), feed, spider, content)


def _source(file: Path, content: dict[str, Any]) -> Source:
    body = dict(content.pop("source", {}))
    for written, name in _HOURS.items():
        if isinstance(hours := body.pop(written, None), int | float):
            body[name] = timedelta(hours=hours)
    try:
        return Source(**body, expect=content.pop("expect", {}))
    except (ValidationError, TypeError) as error:
        raise DeclarationError(f"{file.name}：[source] {error}") from error


def built_in() -> dict[str, Path]:
    """The source files of `config/sources/` by source name (file name)."""
    return {file.stem: file for file in sorted(BUILT_IN.glob("*.toml"))}
