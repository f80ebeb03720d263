"""Picks texts from a page by `css:`, `xpath:` or `json:` paths, the same way for HTML and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Protocol

import jmespath  # type: ignore[import-untyped]
from parsel import Selector
from scrapy.http import HtmlResponse, Response, TextResponse


class PageUnreadable(ValueError):
    """The answer is not of the declared format."""


class Node(Protocol):
    """A page or a part of it."""

    address: str

    def nodes(self, path: str) -> list[Node]:
        """The parts at `path`."""

    def pick(self, path: str) -> str:
        """The text at `path`; several texts as lines; "" when there is none."""

    def raw(self) -> str:
        """The source of this part."""


def page_of(response: Response, form: str) -> Node:
    """The whole page in the declared format (`html` or `json`); raises PageUnreadable."""
    if not isinstance(response, TextResponse):
        raise PageUnreadable(f"not text: {response.headers.get('Content-Type')!r}")
    if form == "json":
        try:
            return JsonNode(json.loads(response.text), response.url)
        except (ValueError, RecursionError) as error:
            raise PageUnreadable(f"not JSON: {str(error)[:100]}") from error
    if not isinstance(response, HtmlResponse):
        raise PageUnreadable(f"not HTML: {response.headers.get('Content-Type')!r}")
    return HtmlNode(response.selector, response.url)


class HtmlNode:
    """A part of an HTML page."""

    def __init__(self, selector: Selector, address: str) -> None:
        self._selector, self.address = selector, address

    def nodes(self, path: str) -> list[Node]:
        """The parts at `path`."""
        return [HtmlNode(found, self.address) for found in self._find(path)]

    def pick(self, path: str) -> str:
        """The texts at `path`, each with its white space joined, as lines."""
        return _lines(str(text) for text in self._find(path).getall())

    def raw(self) -> str:
        """The source of this part."""
        return str(self._selector.get())

    def _find(self, path: str) -> Any:
        kind, _, expression = path.partition(":")
        if kind == "css":
            return self._selector.css(expression)
        if kind == "xpath":
            return self._selector.xpath(expression)
        raise PageUnreadable(f"path must start with css: or xpath: in an HTML page, not {path!r}")


class JsonNode:
    """A part of a JSON answer."""

    def __init__(self, body: Any, address: str) -> None:
        self._body, self.address = body, address

    def nodes(self, path: str) -> list[Node]:
        """The elements of the list at `path`."""
        found = self._find(path)
        return [JsonNode(part, self.address) for part in found] if isinstance(found, list) else []

    def pick(self, path: str) -> str:
        """The value at `path` as text; a list as lines."""
        found = self._find(path)
        parts = found if isinstance(found, list) else [found]
        return _lines("" if part is None else str(part) for part in parts)

    def raw(self) -> str:
        """The source of this part."""
        return json.dumps(self._body, ensure_ascii=False)

    def _find(self, path: str) -> Any:
        kind, _, expression = path.partition(":")
        if kind != "json":
            raise PageUnreadable(f"path must start with json: in a JSON answer, not {path!r}")
        try:
            return jmespath.search(expression, self._body)
        except jmespath.exceptions.JMESPathError as error:
            raise PageUnreadable(f"{path}: {error}") from error


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(line for text in texts if (line := " ".join(text.split())))
