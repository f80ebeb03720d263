"""Raw bytes of a mail become headers, a plain body, an HTML body and a few facts; no input makes it raise.

Attachments and attached mails are counted and never read as the writer's words. Limits (reliability 7.3):
1 MiB, depth 10, 50 parts; a mail over a limit is read as far as the limit and says so in `over`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from alerts.replies.charset import decode_text
from alerts.replies.headers import Headers, loose_base64, parameters, read_headers

MAX_BYTES = 1 << 20
MAX_DEPTH = 10
MAX_PARTS = 50
_REPORTS = frozenset({"message/delivery-status", "message/global-delivery-status", "message/rfc822",
                      "message/disposition-notification", "message/global", "text/rfc822-headers",
                      "message/global-headers"})  # fmt: skip
_BLANK = re.compile(rb"\r\n\r\n|\n\n|\r\r|\n\r\n")


@dataclass
class Mail:
    """What was read; `over` names the first limit that was passed, `types` all part types in order."""

    headers: Headers
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    reports: list[tuple[str, bytes]] = field(default_factory=list)  # parts of a report, decoded
    attachments: int = 0
    over: str | None = None


def parse_mail(raw: bytes) -> Mail:
    """The mail in `raw`; see `Mail`."""
    head, body = split_head(raw[:MAX_BYTES])
    mail = Mail(read_headers(head), over="size" if len(raw) > MAX_BYTES else None)
    _part(mail, mail.headers, body, 1)
    return mail


def split_head(raw: bytes) -> tuple[bytes, bytes]:
    """Header block and body, cut at the first empty line; an mbox `From ` line in front is dropped."""
    raw = raw.lstrip(b"\r\n")
    if raw.startswith(b"From "):
        raw = raw.partition(b"\n")[2]
    blank = _BLANK.search(raw)
    return (raw, b"") if blank is None else (raw[: blank.start()], raw[blank.end() :])


def _part(mail: Mail, headers: Headers, body: bytes, depth: int) -> None:
    kind, options = parameters(headers.first("content-type") or "text/plain")
    if "/" not in kind:
        kind = "text/plain"
    mail.types.append(kind)
    if depth > MAX_DEPTH or len(mail.types) > MAX_PARTS:
        mail.over = mail.over or ("depth" if depth > MAX_DEPTH else "parts")
    elif kind.startswith("multipart/") and options.get("boundary"):
        for piece in _pieces(body, options["boundary"].encode("utf-8", "replace")):
            if mail.over in (None, "size"):
                head, inner = split_head(piece) if not piece.startswith((b"\r\n", b"\n")) else (b"", piece)
                _part(mail, read_headers(head), inner, depth + 1)
    else:
        _leaf(mail, headers, kind, options, body)


def _pieces(body: bytes, boundary: bytes) -> list[bytes]:
    """Parts between boundary lines; a missing closing line ends at the end of the body."""
    lines = re.split(rb"(?:^|\r\n|\n|\r)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r|\n|$)", body)
    pieces: list[bytes] = []
    for position in range(1, len(lines) - 1, 2):
        if lines[position]:  # the closing line: what follows is nobody's text
            break
        pieces.append(re.sub(rb"\A(\r\n|\n|\r)", b"", lines[position + 1]))
    return pieces


def _leaf(mail: Mail, headers: Headers, kind: str, options: dict[str, str], body: bytes) -> None:
    disposition, named = parameters(headers.first("content-disposition"))
    if kind in _REPORTS:
        mail.reports.append((kind, transfer_decoded(headers, body)))
    attached = disposition == "attachment" or "filename" in named or "name" in options
    if attached or kind not in {"text/plain", "text/html"}:
        mail.attachments += 1
        return
    text = decode_text(transfer_decoded(headers, body), options.get("charset"))
    if kind == "text/html":
        mail.html.append(text)
    else:
        mail.plain.append(unflowed(text, options) if options.get("format", "").lower() == "flowed" else text)


def transfer_decoded(headers: Headers, body: bytes) -> bytes:
    """The bytes behind Content-Transfer-Encoding; of broken ones, what is readable."""
    encoding = headers.first("content-transfer-encoding").strip().lower()
    if encoding == "base64":
        return loose_base64(body)
    if encoding == "quoted-printable":
        joined = re.sub(rb"=[ \t]*(\r\n|\n|\r|\Z)", b"", body)
        return re.sub(rb"=([0-9A-Fa-f]{2})", lambda hit: bytes([int(hit[1], 16)]), joined)
    return body


def unflowed(text: str, options: dict[str, str]) -> str:
    """format=flowed (RFC 3676): soft line ends joined, space stuffing removed, quote depth kept."""
    delete_space = options.get("delsp", "").lower() == "yes"
    lines: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        if depth == open_depth and content != "-- ":
            lines[-1] += content
        else:
            lines.append(">" * depth + (" " if depth else "") + content)
        soft = content.endswith(" ") and content != "-- "
        open_depth = depth if soft else -1
        if soft and delete_space:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)
