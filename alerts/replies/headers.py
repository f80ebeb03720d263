"""Header fields exactly as they arrived, and their readable values; no field is merged, dropped or repaired.

Own reading on purpose: the standard library of Python 3.11.7 returns a wrong mailbox for crafted From lines
and leaves GBK behind a gb2312 label unreadable.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from alerts.replies.charset import decode_text

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(.*)", re.S)
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([BbQq])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(\?=)[ \t]+(=\?)")
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,512})>")
_PARAMETER = re.compile(r";\s*([a-zA-Z0-9*_-]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^;\s]*))")


@dataclass(frozen=True)
class Headers:
    """Fields in their order, as (lower-case name, unfolded raw value); lines that are none are counted."""

    fields: tuple[tuple[str, bytes], ...]
    broken: int = 0

    def all(self, name: str) -> list[str]:
        """Every value of `name`, readable."""
        return [decode_words(value) for key, value in self.fields if key == name]

    def raw(self, name: str) -> list[str]:
        """Every value of `name` without decoding encoded words: addresses and ids are read from here."""
        return [decode_text(value).strip() for key, value in self.fields if key == name]

    def first(self, name: str) -> str:
        """The first value of `name`, readable; empty when there is none."""
        return next(iter(self.all(name)), "")

    def count(self, name: str) -> int:
        """How often `name` stands there."""
        return sum(1 for key, _ in self.fields if key == name)

    def ids(self, name: str) -> tuple[str, ...]:
        """Message-IDs without angle brackets, over all fields of `name`."""
        return tuple(found for value in self.raw(name) for found in _MESSAGE_ID.findall(value))


def read_headers(block: bytes) -> Headers:
    """The header block (without the empty line) as fields; folded lines are joined by one space."""
    fields: list[tuple[str, bytes]] = []
    broken = 0
    for line in re.split(rb"\r\n|\n|\r", block):
        if line[:1] in (b" ", b"\t") and fields:
            name, value = fields[-1]
            fields[-1] = (name, value + b" " + line.strip())
        elif matched := _FIELD.fullmatch(line):
            fields.append((matched[1].decode("ascii").lower(), matched[2].strip()))
        elif line.strip():
            broken += 1
    return Headers(tuple(fields), broken)


def decode_words(value: bytes) -> str:
    """A header value with its encoded words read; neighbours of one charset are joined as bytes first."""
    text = _BETWEEN.sub(r"\1\2", decode_text(value))
    parts: list[str] = []
    pending: tuple[str, bytes] | None = None
    end = 0
    for word in _WORD.finditer(text):
        charset, content = word[1].split("*")[0].lower(), _word_bytes(word[2], word[3])
        adjacent = pending is not None and word.start() == end and pending[0] == charset
        if pending is not None and not adjacent:
            parts.append(decode_text(pending[1], pending[0]))
        parts.append(text[end : word.start()])
        pending = (charset, (pending[1] if adjacent and pending else b"") + content)
        end = word.end()
    if pending is not None:
        parts.append(decode_text(pending[1], pending[0]))
    return "".join(parts + [text[end:]]).strip()


def _word_bytes(kind: str, content: str) -> bytes:
    raw = content.encode("utf-8", "replace")
    if kind in "Bb":
        return loose_base64(raw)
    return re.sub(rb"=([0-9A-Fa-f]{2})", lambda hit: bytes([int(hit[1], 16)]), raw.replace(b"_", b" "))


def loose_base64(raw: bytes) -> bytes:
    """Base64 with foreign bytes, missing padding or a torn end: what can be read is read."""
    clean = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    clean = clean[: len(clean) - (1 if len(clean) % 4 == 1 else 0)]
    try:
        return base64.b64decode(clean + b"=" * (-len(clean) % 4))
    except binascii.Error:
        return b""


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """`text/plain; charset=gbk` as its lower-case main word and its parameters (RFC 2231 pieces joined)."""
    main = value.split(";", 1)[0].strip().lower()
    found: dict[str, str] = {}
    for hit in _PARAMETER.finditer(value):
        name = re.sub(r"\*\d*\*?$", "", hit[1].lower())
        text = re.sub(r"\\(.)", r"\1", hit[2]) if hit[2] is not None else hit[3]
        found[name] = found.get(name, "") + text if "*" in hit[1] else found.get(name, text)
    return main, found
