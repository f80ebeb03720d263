"""The one mail-header builder: hostile text can change no header, and a second parser confirms it.

Header lines are made here as plain ASCII and never pass through the interpreter's refolding, which on
some patch levels turns an encoded newline into a header of its own (CVE-2024-6923).
"""

from __future__ import annotations

import base64
import re
import unicodedata
from email.parser import BytesHeaderParser
from email.policy import compat32

_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
_PLAIN = re.compile(r"[\x21-\x7e]+(?: [\x21-\x7e]+)*")
_BIDI = {0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_CHUNK = 39  # UTF-8 bytes in one encoded word: 52 base64 letters and 12 of frame stay under 76


class HeaderError(ValueError):
    """A header could not be made safely; nothing was sent."""


def clean(text: str, limit: int = 200) -> str:
    """One visible line: control, bidi and lone-surrogate characters removed, space runs folded."""
    kept = []
    for ch in text:
        category = unicodedata.category(ch)
        if category in ("Cc", "Zl", "Zp", "Zs"):
            kept.append(" ")
        elif category not in ("Cs", "Cf", "Cn") and ord(ch) not in _BIDI:
            kept.append(ch)
    line = " ".join("".join(kept).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def is_address(address: str) -> bool:
    """True for one plain ASCII mailbox of at most 254 characters (RFC 5321), local part at most 64."""
    local = address.partition("@")[0]
    return len(address) <= 254 and len(local) <= 64 and _ADDRESS.fullmatch(address) is not None


def mailbox(name: str, address: str) -> str:
    """`name <address>` with the name safely encoded; HeaderError for anything but one mailbox."""
    if not is_address(address):
        raise HeaderError(f"不是有效的邮箱地址 / not a mailbox: {clean(address, 60)!r}")
    shown = clean(name, 60)
    return f"{_encoded(shown, quote=True)} <{address}>" if shown else address


def unstructured(text: str) -> str:
    """Free text (a subject) as a header value."""
    return _encoded(clean(text))


def _encoded(text: str, *, quote: bool = False) -> str:
    safe = _PLAIN.fullmatch(text) and "=?" not in text and len(text) < 60
    if safe and not (quote and re.search(r'[()<>@,;:\\".\[\]]', text)):
        return text
    words, chunk = [], ""
    for ch in text:
        if len((chunk + ch).encode()) > _CHUNK:
            words.append(chunk)
            chunk = ""
        chunk += ch
    words.append(chunk)
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(w.encode()).decode()}?=" for w in words)


def block(fields: list[tuple[str, str]]) -> bytes:
    """The header block for `fields` (name, value made by this module), checked by a second parser."""
    lines = [f"{name}: {value}" for name, value in fields]
    raw = "\r\n".join(lines).encode("ascii") + b"\r\n"
    seen = BytesHeaderParser(policy=compat32).parsebytes(raw + b"\r\n")
    if [name.lower() for name in seen] != [name.lower() for name, _ in fields]:
        raise HeaderError(f"邮件头校验未通过 / header block changed on re-reading: {list(seen)}")
    if any(bad in raw.replace(b"\r\n ", b"").replace(b"\r\n", b"") for bad in (b"\r", b"\n", b"\0")):
        raise HeaderError("邮件头含有非法换行 / stray line break in a header")
    return raw


def urls(addresses: tuple[str, ...]) -> str:
    """`<https://…>, <mailto:…>` as in RFC 2369: never encoded words; HeaderError for anything odd."""
    for one in addresses:
        if not re.fullmatch(r"(?:https?|mailto):[\x21-\x3b\x3d\x3f-\x7e]{1,700}", one):
            raise HeaderError(f"不是可用的链接 / not a link: {clean(one, 60)!r}")
    return ",\r\n ".join(f"<{one}>" for one in addresses)


def id_list(ids: tuple[str, ...]) -> str:
    """Message-IDs for References, folded, the oldest and the newest kept within reason."""
    kept = ids if len(ids) <= 12 else (ids[0], *ids[-11:])
    for one in kept:
        if not re.fullmatch(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+>", one):
            raise HeaderError(f"不是有效的 Message-ID / not a message id: {clean(one, 60)!r}")
    return "\r\n ".join(kept)
