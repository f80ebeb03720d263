"""`python -m crawlers run|read|list`: one crawl, one file, or the list of sources, in its own process."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from config.clock import utc_now
from config.logging import configure
from crawlers.declaration import DeclarationError
from crawlers.limits import CRAWL_MEMORY, READ_MEMORY, limit, reading_seconds
from crawlers.registry import UnknownSource, all_sources, find_feed
from crawlers.runfile import RunSummary, RunWriter
from crawlers.source import SourceRefused

REFUSED, FAILED = 3, 2


def main(words: list[str] | None = None) -> int:
    """Do what the words ask. 0: published, 3: refused, 2: could not start (the reason on stderr)."""
    asked = _parser().parse_args(words)
    configure("WARNING")
    try:
        return int(asked.action(asked))
    except (UnknownSource, DeclarationError, SourceRefused, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201 -- the launcher reads it
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m crawlers", description=__doc__)
    actions = parser.add_subparsers(required=True)
    run = actions.add_parser("run", help="采集一次 / one crawl")
    run.add_argument("source")
    run.add_argument("--out", type=Path, required=True)
    run.add_argument("--config", type=Path)
    run.add_argument("--state", type=Path)
    run.add_argument("--option", action="append", default=[], metavar="KEY=VALUE")
    run.set_defaults(action=_run)
    read = actions.add_parser("read", help="读取一个文件 / one dropped file")
    read.add_argument("source")
    read.add_argument("file", type=Path)
    read.add_argument("--out", type=Path, required=True)
    read.add_argument("--config", type=Path)
    read.set_defaults(action=_read)
    listing = actions.add_parser("list", help="列出数据源 / the sources")
    listing.add_argument("--own", action="store_true", help=argparse.SUPPRESS)
    listing.set_defaults(action=_list)
    return parser


def _run(asked: argparse.Namespace) -> int:
    from crawlers.crawling import crawl  # only a crawl needs Scrapy

    limit(CRAWL_MEMORY, 3 * 3600)
    options = {key: _value(text) for key, _, text in (word.partition("=") for word in asked.option)}
    state = asked.state or asked.out.parent / "state"
    return _told(crawl(asked.source, asked.out, asked.config, options, state))


def _read(asked: argparse.Namespace) -> int:
    feed = find_feed(asked.source, asked.config)
    limit(READ_MEMORY, reading_seconds(asked.file))
    writer = RunWriter(feed.source, asked.out, utc_now(), asked.file.name)
    for outcome in feed.read(asked.file, writer.notes):
        writer.add(outcome)
    return _told(writer.close(utc_now()))


def _told(summary: RunSummary) -> int:
    print(summary.model_dump_json())  # noqa: T201 -- this is the command's answer
    return REFUSED if summary.reason else 0


def _list(asked: argparse.Namespace) -> int:
    if asked.own:
        from crawlers.crawling import own_sources

        print(json.dumps([s.model_dump(mode="json") for s in own_sources()]))  # noqa: T201
        return 0
    for source in all_sources():
        access = "自动" if source.kind == "pull" and source.automated_access_allowed else "文件"
        print(f"{source.name}\t{access}\t{source.grade}\t{source.title_zh}")  # noqa: T201
    return 0


def _value(text: str) -> str | int | float | bool:
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


if __name__ == "__main__":
    sys.exit(main())
