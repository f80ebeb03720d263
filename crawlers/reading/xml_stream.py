"""Elements of an XML file of any size, one at a time, with entities, DTDs and the network left alone.

A file may be bare or in a zip (every `.xml` member is read). What lies behind a syntax error cannot be
read; the rest of that file is one rejection that names the line.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

from lxml import etree

from crawlers.leftover import cell_text
from crawlers.outcome import Rejected
from crawlers.reading.safe_zip import UnsafeZip, open_zip

Element = Any  # lxml's element; its stubs do not know iterparse's options


def elements(path: Path, tag: str) -> Iterator[tuple[str, Element] | Rejected]:
    """Each `tag` element as (file name, element); it is emptied as soon as the next one is asked for."""
    try:
        for name, stream in _xml_streams(path):
            yield from _from_stream(name, stream, tag)
    except UnsafeZip as error:
        yield Rejected(path.name, 0, "*", "", error.reason_zh, error.reason_en)


def _xml_streams(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with path.open("rb") as file:
        head = file.read(512)
    if not head.startswith(b"PK"):
        with path.open("rb") as file:
            yield path.name, file
        return
    with open_zip(path) as archive:
        members = archive.matching(".xml")
        if not members:
            raise UnsafeZip("压缩包中没有 XML 文件", "no XML file in the archive")
        for member in members:
            with archive.stream(member) as stream:
                yield member.name, stream


def _from_stream(name: str, stream: IO[bytes], tag: str) -> Iterator[tuple[str, Element] | Rejected]:
    buffered = cast(io.BufferedReader, stream)
    head = buffered.peek(512)[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"<") or head[:15].lower().startswith((b"<!doctype html", b"<html")):
        raw = head.decode("utf-8", "replace")
        zh, en = "不是 XML 数据，可能是错误页或登录页", "not XML; perhaps an error or login page"
        yield Rejected(name, 1, "*", raw[:80], zh, en, raw)
        return
    last = 0
    try:
        for _, element in etree.iterparse(
            buffered,
            events=("end",),
            tag=tag,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        ):
            last = element.sourceline or last
            yield name, element
            _forget(element)
    except etree.XMLSyntaxError as error:
        line = error.lineno or last
        zh = f"XML 在第 {line} 行出错，其后内容未读取"
        yield Rejected(name, line, "*", "", zh, f"XML error, the rest was not read: {error.msg}")


def _forget(element: Element) -> None:
    """Free the element and all before it, up to the root: memory stays flat."""
    element.clear()
    for ancestor in element.xpath("ancestor-or-self::*"):
        while ancestor.getprevious() is not None and ancestor.getparent() is not None:
            del ancestor.getparent()[0]


def child_text(element: Element, path: str) -> str:
    """The trimmed text at `path` below `element`; "" when it is absent or empty."""
    return cell_text(element.findtext(path))
