"""Finds every source: feeds by their modules, spiders and tables by the TOML that points them.

Imports no Scrapy: a spider that carries its own SOURCE is read from its file's declaration only inside
the child (`crawlers.spiders`), so that the daemon can ask about every source.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import crawlers.feeds
import crawlers.spiders
from crawlers.declaration import Declaration, built_in, load
from crawlers.feeds import table
from crawlers.outcome import Notes, Outcome
from crawlers.source import Source


@dataclass(frozen=True)
class Feed:
    """A bulk format and how to read one file of it."""

    source: Source
    read: Callable[[Path, Notes], Iterator[Outcome]]


class UnknownSource(LookupError):
    """No feed, spider or source file has this name."""


@cache
def feed_modules() -> dict[str, Feed]:
    """The feeds of `crawlers/feeds/` that need no declaration, by name."""
    found = {}
    for module in pkgutil.iter_modules(crawlers.feeds.__path__):
        loaded = importlib.import_module(f"crawlers.feeds.{module.name}")
        if hasattr(loaded, "SOURCE"):
            found[loaded.SOURCE.name] = Feed(loaded.SOURCE, loaded.read)
    return found


def spider_makes() -> tuple[str, ...]:
    """The names of the modules in `crawlers/spiders/`."""
    return tuple(module.name for module in pkgutil.iter_modules(crawlers.spiders.__path__))


def find_declaration(name: str, config: Path | None = None) -> Declaration | None:
    """The declaration in `config`, else the built-in one called `name`; None when there is none.

    `name` may be the declared source's name or, with `config`, the make it uses.
    """
    file = config or built_in().get(name)
    if file is None:
        return None
    declared = load(file)
    if name not in (declared.source.name, declared.spider, declared.feed):
        raise UnknownSource(
            f"{file.name} 声明的是 {declared.source.name}，不是 {name}"
            f" / {file.name} declares {declared.source.name}, not {name}"
        )
    return declared


def find_feed(name: str, config: Path | None = None) -> Feed:
    """The feed called `name`; raises UnknownSource, DeclarationError."""
    if config is None and name in feed_modules():
        return feed_modules()[name]
    declared = find_declaration(name, config)
    if declared is None or not declared.feed:
        raise _unknown(name, "导入格式", "feed")
    if declared.feed != "table":
        raise declared.error("feed", "只认 table", "only table is known")
    mapping = table.Mapping.of(declared)
    return Feed(declared.source, lambda path, notes: table.read(path, notes, mapping))


def find_source(name: str, config: Path | None = None) -> Source | None:
    """The declaration of the feed, table or spider called `name`; None when nothing is called so."""
    if config is None and name in feed_modules():
        return feed_modules()[name].source
    declared = find_declaration(name, config)
    if declared is not None:
        return declared.source
    return _own_sources().get(name) if name in spider_makes() else None


def all_sources() -> list[Source]:
    """Every feed, built-in source file and spider with its own SOURCE, by name."""
    declared = [load(file).source for file in built_in().values()]
    own = list(_own_sources().values())
    return sorted([f.source for f in feed_modules().values()] + declared + own, key=lambda s: s.name)


@cache
def _own_sources() -> dict[str, Source]:
    """Sources that spider modules declare themselves, asked from a child, since spiders import Scrapy."""
    answer = subprocess.run(
        [sys.executable, "-P", "-m", "crawlers", "list", "--own"],
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    found = [Source.model_validate(body) for body in json.loads(answer.stdout)]
    return {source.name: source for source in found}


def _unknown(name: str, zh: str, en: str) -> UnknownSource:
    return UnknownSource(
        f"没有名为 {name} 的{zh}；名称见 python -m crawlers list / no {en} called {name};"
        " see python -m crawlers list"
    )
