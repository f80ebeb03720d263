"""How the tests run a source over its sample: files for feeds, recorded pages for spiders."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

from scrapy.http import HtmlResponse, Request, TextResponse

from crawlers.crawling import spider_class
from crawlers.declaration import load
from crawlers.outcome import Ignored, Notes, Rejected, to_json
from crawlers.registry import find_declaration, find_feed
from crawlers.source import Source

SAMPLES = Path(__file__).parent / "samples"
SITE = "http://site.example"


def outcomes_of(source: Source, tmp_path: Path) -> dict[str, Any]:
    """Every outcome over the sample of `source`, with what was noted, in JSON form."""
    folder = SAMPLES / source.name
    notes = Notes()
    if source.kind == "drop":
        found = list(find_feed(source.name).read(_input(folder, tmp_path), notes))
    else:
        found = _crawl(source, folder, notes)
    plain = [to_json(o) if not isinstance(o, Request) else {"follow": o.url} for o in found]
    for line in plain:
        line.get("rejected", {}).pop("raw", None)
    return {"outcomes": plain, "warnings": dict(notes.warnings), "unread": dict(notes.unread)}


def _input(folder: Path, tmp_path: Path) -> Path:
    package = folder / "package"
    if not package.is_dir():
        return next(folder.glob("input.*"))
    target = tmp_path / "package.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(package.iterdir()):
            archive.write(file, file.name)
    return target


def _crawl(source: Source, folder: Path, notes: Notes) -> list[Any]:
    declared = find_declaration(source.name)
    assert declared is not None
    spider = spider_class(declared.spider)(
        declared=declared, crawl={**declared.table("crawl"), "start_url": f"{SITE}/list"}, notes=notes
    )
    found = list(spider.parse(_page(next(folder.glob("list.*")))))
    if (notice := folder / "notice.html").exists():
        found += list(spider.parse_notice(_page(notice)))
    return found


def _page(file: Path) -> TextResponse:
    kind = TextResponse if file.suffix == ".json" else HtmlResponse
    return kind(f"{SITE}/{file.stem}", body=file.read_bytes(), encoding="utf-8")


__all__ = ["SAMPLES", "Ignored", "Rejected", "json", "load", "outcomes_of"]
