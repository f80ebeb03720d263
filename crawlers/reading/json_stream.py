"""Objects of a named array in a JSON file of any size, one at a time, each with its line.

A broken object costs only itself: objects are cut out by their braces before they are parsed, so that
neither size, nesting nor a syntax error of one reaches the next.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from crawlers.reading.values import BadValue

CHUNK = 1 << 13  # characters; small, since what follows an object is moved up when it is dropped
MAX_OBJECT = 1 << 20  # characters
MAX_DEPTH = 32
_STRUCTURE = re.compile(r'[{}]|"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_BETWEEN = re.compile(r"(?<=\})\s*,\s*(?=\{)")


@dataclass(frozen=True)
class Found:
    """One object of the array: parsed, or with the reason why not."""

    line: int
    raw: str
    body: dict[str, Any]
    problem: BadValue | None = None


class JsonStream:
    """The text of a file, read in chunks and forgotten once passed; `line` is where it stands."""

    def __init__(self, path: Path) -> None:
        self._file = path.open(encoding=_encoding(path), errors="replace", newline="")
        self.text = ""
        self.line = 1
        self.replaced = 0

    def more(self) -> bool:
        """Read on, twice as far each time an object does not end; False at the end of the file."""
        chunk = self._file.read(max(CHUNK, len(self.text)))
        self.replaced += chunk.count("\ufffd")
        self.text += chunk
        return bool(chunk)

    def drop(self, count: int) -> None:
        """Forget `count` characters."""
        self.line += self.text.count("\n", 0, count)
        self.text = self.text[count:]

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def objects(stream: JsonStream, array: str) -> Iterator[Found]:
    """Every object in every array named `array`, at any depth of the file."""
    opening = re.compile(rf'"{re.escape(array)}"\s*:\s*\[')
    while _find(stream, opening):
        while (found := _next_object(stream)) is not None:
            yield found


def _find(stream: JsonStream, opening: re.Pattern[str]) -> bool:
    while True:
        found = opening.search(stream.text)
        if found:
            stream.drop(found.end())
            return True
        stream.drop(max(0, len(stream.text) - 200))
        if not stream.more():
            return False


def _next_object(stream: JsonStream) -> Found | None:
    """The next object of the array that the stream stands in; None at its end."""
    while True:
        rest = stream.text.lstrip(" \t\r\n,")
        stream.drop(len(stream.text) - len(rest))
        if rest:
            break
        if not stream.more():
            return None
    if rest[0] != "{":
        return _no_object(stream)
    end, depth, inner = _end_of_object(stream)
    found = _parsed(stream.line, stream.text[:end], depth)
    if found.problem and inner:  # a missing brace must not cost the objects behind it
        end = inner
        found = replace(found, raw=stream.text[:end])
    stream.drop(end)
    if found.problem and not inner and end > MAX_OBJECT:
        _find(stream, _BETWEEN)
    return found


def _no_object(stream: JsonStream) -> Found | None:
    """The rejection of something else in the array (`null`, a list); None at the array's end."""
    if stream.text[0] == "]":
        return None
    line, start = stream.line, stream.text[:200]
    cut = re.compile(r"\]" if start[0] == "[" else r"(?=[,\]{])").search(stream.text, 1)
    if cut:
        start = stream.text[: cut.end()]
        stream.drop(cut.end())
    else:
        _find(stream, _BETWEEN)
    return Found(line, start, {}, BadValue("*", start[:200], "不是 JSON 对象", "not a JSON object"))


def _end_of_object(stream: JsonStream) -> tuple[int, int, int]:
    """Where the object at the head of the text ends (cut at MAX_OBJECT), its depth, its first inner brace."""
    depth = deepest = position = inner = 0
    while True:
        for mark in _STRUCTURE.finditer(stream.text, position):
            piece = mark[0]
            if piece == "{":
                depth += 1
                deepest = max(deepest, depth)
                inner = inner or (mark.start() if depth == 2 else 0)
            elif piece == "}":
                depth -= 1
                if depth == 0:
                    return mark.end(), deepest, inner
            elif len(piece) == 1 or piece[-1] != '"' or mark.end() == len(stream.text):
                break  # a string that goes on in the next chunk
            position = mark.end()
        if len(stream.text) > MAX_OBJECT or not stream.more():
            return len(stream.text), deepest, inner


def _parsed(line: int, raw: str, depth: int) -> Found:
    if len(raw) > MAX_OBJECT or depth > MAX_DEPTH:
        problem = BadValue("*", str(len(raw)), "对象过大或嵌套过深", "object too large or too deep")
        return Found(line, raw[:2000], {}, problem)
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        problem = BadValue("*", raw[:80], "不是有效的 JSON", f"not valid JSON: {error}")
        return Found(line, raw, {}, problem)
    return Found(line, raw, body)


def _encoding(path: Path) -> str:
    """UTF-8 (with or without BOM), or GB18030 where the head of the file is no UTF-8."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    for cut in range(4):  # the last character may be cut in two
        try:
            head[: len(head) - cut].decode("utf-8")
            return "utf-8-sig"
        except UnicodeDecodeError as error:
            if error.start < len(head) - 4:
                break
    try:
        head[:-3].decode("gb18030")
        return "gb18030"
    except UnicodeDecodeError:
        return "utf-8-sig"
