"""Bytes of a mail become the text that the writer saw, whatever the label says; nothing here raises.

Order of trial: the declared charset, UTF-8 strict, GB18030 strict, and last GB18030 with marks for what
stays unreadable. Every gb2312 and gbk label is read as GB18030, its superset: mail programs write the
smaller label and use the larger set.
"""

from __future__ import annotations

import codecs
import re

_GB_LABELS = re.compile(r"(x-?)?(cs)?(gb|cp936|936|ms936|euc-?cn|chinese|hz-?gb)", re.I)
# Only text charsets by name: `unicode_escape`, `idna` or `rot13` as a label would be a disguise.
_KNOWN = re.compile(
    r"(utf-?(8|16|32)|utf-?(16|32)-?[lb]e|utf-?7|big5|big5-?hkscs|cp950|hz|iso-?2022-[a-z0-9-]+|euc-?(kr|jp|tw)"
    r"|shift_?jis|cp932|iso-?8859-\d+|latin-?1|(windows|cp)-?125\d|koi8-[ru]|us-ascii|ascii|ansi_x3\.4-1968)",
    re.I,
)
_SINGLE_BYTE = re.compile(r"(iso-?8859-|latin-?1|windows-|cp-?125|us-ascii|ascii|ansi|koi8)", re.I)
_HAN = re.compile(r"[\u3400-\u9fff]")


def decode_text(raw: bytes, label: str | None = None) -> str:
    """`raw` as text; a byte-order mark is dropped, line ends become `\\n`, NUL disappears."""
    text = _decode(raw, (label or "").strip().strip("\"'").lower())
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _decode(raw: bytes, label: str) -> str:
    if (
        raw.isascii()
        and label not in {"utf-7", "hz", "hz-gb-2312"}
        and not label.startswith(("iso-2022", "utf-16"))
    ):
        return raw.decode("ascii")
    utf8 = _strict(raw, "utf-8")
    if utf8 is not None and (_HAN.search(utf8) or _is_utf8(label)):
        return utf8  # Chinese in valid UTF-8 never arises from another charset by chance
    for name in _candidates(label):
        text = _strict(raw, name)
        if text is not None:
            return text
    return utf8 if utf8 is not None else raw.decode("gb18030", "replace")


def _is_utf8(label: str) -> bool:
    return label.replace("-", "") in {"utf8", ""}


def _candidates(label: str) -> tuple[str, ...]:
    if label.startswith("hz"):
        return ("hz", "gb18030")
    if _GB_LABELS.match(label):
        return ("gb18030",)
    if _SINGLE_BYTE.match(label):
        return (
            "gb18030",
            _codec(label) or "latin-1",
        )  # every byte is legal there, so the label proves nothing
    known = _codec(label)
    return (known, "gb18030") if known else ("gb18030",)


def _codec(label: str) -> str | None:
    if not _KNOWN.fullmatch(label):
        return None
    try:
        return codecs.lookup(label).name
    except (LookupError, ValueError):
        return None


def _strict(raw: bytes, name: str) -> str | None:
    try:
        return raw.decode(name)
    except (UnicodeError, LookupError, ValueError):
        return None
