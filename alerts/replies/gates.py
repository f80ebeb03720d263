"""Form gates of reliability 7.3 (1 and 4): size, structure, single headers, one sender, no control bytes.

Pure functions over raw bytes; each failure is a code with a Chinese and an English sentence. From is read by
an own strict grammar: the standard parser of Python 3.11.7 returns a wrong mailbox for crafted lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from alerts.replies.headers import Headers
from alerts.replies.parse import Mail, parse_mail, split_head

SINGLE = (
    *("from", "sender", "to", "cc", "subject", "date", "message-id", "reply-to", "in-reply-to", "references"),
    *("mime-version", "content-type", "content-transfer-encoding"),
)
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = rf"({_ATOM}(?:\.{_ATOM})*)@({_LABEL}(?:\.{_LABEL})+)"
_QUOTED = r'"(?:[^"\\\r\n]|\\[^\r\n])*"'
_NAME_SIGN = r"[^\x00-\x1f\x7f<>@,;:\"\\()\[\]]"
# One sign or one quoted string at a time: a nested repetition would cost exponential time on a hostile From.
_NAMED = re.compile(rf"(?:{_QUOTED}|{_NAME_SIGN})*<\s*{_ADDRESS}\s*>\s*")
_BARE = re.compile(rf"\s*{_ADDRESS}\s*")
_LONGEST_FROM = 400


@dataclass(frozen=True)
class Refusal:
    """Why a gate stays shut."""

    code: str
    zh: str
    en: str


_REFUSALS = {
    "size": ("邮件超过 1 MiB", "mail larger than 1 MiB"),
    "depth": ("MIME 嵌套超过 10 层", "MIME deeper than 10"),
    "parts": ("MIME 部分超过 50 个", "more than 50 MIME parts"),
    "duplicate": ("重复的邮件头", "duplicate header"),
    "missing": ("缺少必需的邮件头", "missing header"),
    "from": ("发件人不是恰好一个邮箱", "From is not exactly one mailbox"),
    "control": ("邮件头含有控制字符或折行伪造", "control characters in the header"),
    "broken": ("邮件头里有不成字段的行", "a header line is no field"),
    "line-ends": ("行结束符混用（疑似 SMTP 走私）", "mixed line ends (SMTP smuggling)"),
}


def refusal(code: str, detail: str = "") -> Refusal:
    """The refusal of `code`, with the header or place in question."""
    zh, en = _REFUSALS[code]
    return Refusal(code, f"{zh}：{detail}" if detail else zh, f"{en}: {detail}" if detail else en)


def form_refusal(raw: bytes) -> Refusal | None:
    """The first gate that `raw` fails, or `None`; to be asked before a reply is read for its commands."""
    mail = parse_mail(raw)
    if mail.over is not None:
        return refusal(mail.over)
    return _line_ends(raw) or _header_refusal(raw, mail.headers) or _nested_refusal(mail)


def one_mailbox(values: list[str]) -> str | None:
    """The mailbox of the single From value, domain in lower case; `None` unless exactly one of exactly one.

    Allowed: `addr`, `<addr>`, `name <addr>`, `"quoted name" <addr>`. Comments, groups, routes, lists, quoted
    local parts, address literals and non-ASCII addresses are refused: no office mail program writes them.
    """
    if len(values) != 1 or len(values[0]) > _LONGEST_FROM:
        return None
    found = _BARE.fullmatch(values[0]) or _NAMED.fullmatch(values[0])
    if found is None or values[0].count("@") - _inside_quotes(values[0]) != 1 or len(found[1]) > 64:
        return None
    return f"{found[1]}@{found[2].lower()}"


def _inside_quotes(value: str) -> int:
    return sum(part.count("@") for part in re.findall(_QUOTED, value))


def _line_ends(raw: bytes) -> Refusal | None:
    """Bare CR, or bare LF among CRLF, around a lone dot is how a second mail is smuggled into one."""
    smuggled = re.search(rb"(?<!\r)\n\.\r?\n|\r\n\.\n|\r\.\r|\n\.\r(?!\n)", raw)
    if b"\r\n" in raw and smuggled:
        return refusal("line-ends")
    return refusal("control", "CR") if re.search(rb"\r(?!\n)", split_head(raw)[0]) else None


def _header_refusal(raw: bytes, headers: Headers) -> Refusal | None:
    for name in SINGLE:
        if headers.count(name) > 1:
            return refusal("duplicate", name)
    for name in ("from", "date", "message-id"):
        if not headers.count(name):
            return refusal("missing", name)
    if headers.broken:
        return refusal("broken")
    if re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", split_head(raw)[0]) or _decoded_control(headers):
        return refusal("control")
    return None if one_mailbox(headers.raw("from")) else refusal("from")


def _decoded_control(headers: Headers) -> bool:
    """Encoded words may hide line ends and direction marks."""
    visible = (value for name in ("from", "subject", "to", "cc", "reply-to") for value in headers.all(name))
    return any(re.search(r"[\x00-\x08\x0a-\x1f\x7f\u202a-\u202e\u2066-\u2069]", value) for value in visible)


def _nested_refusal(mail: Mail) -> Refusal | None:
    if mail.headers.count("content-type") == 0 and mail.headers.count("mime-version") == 0:
        return None
    return refusal("broken", "content-type") if mail.headers.raw("content-type") == [""] else None
