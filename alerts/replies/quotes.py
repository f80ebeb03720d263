"""Which lines of a body the person typed: above, below and between quotes, without the signature.

Three things end or interrupt a person's text: `>` lines (dropped, what follows may be theirs again),
attribution lines (dropped with what they introduce) and separators or header blocks (all below is quoted).
The forms are those of QQ, 163, Foxmail, Outlook, Coremail, WeCom, Alimail, iOS, macOS, Gmail, Thunderbird,
Huawei and Xiaomi phones in Chinese and English; they are kinds of lines, not lists of programs.
"""

from __future__ import annotations

import re

from alerts.replies.signatures import split_glued, without_signature

_LONGEST_MARK = 600  # no program writes a longer line around a quote; long lines must not cost time
_GLUE_REACH = 20_000
_QUOTED = re.compile(r"\s*(>|＞|&gt;)")
_DASH = r"[-—–_=*─━~]"
_SEPARATOR = re.compile(
    rf"\W*{_DASH}{{2,}}\s*[^-—–_=*─━]{{0,24}}"
    r"(邮\s*件|郵件|消息|訊息|信息|正文|来信|写道|引用|message|e-?mail|original|forwarded|reply|mail)"
    rf"[^-—–_=*─━]{{0,16}}\s*{_DASH}{{2,}}\W*",
    re.I,
)
_RULED = re.compile(r"\W*={3,}.{0,200}(写道|来信|原文|邮件|wrote|message).{0,40}={3,}\W*", re.I)
_OPENING = re.compile(
    r"\s*(begin forwarded message|开始转发的邮件|下面是被转发的邮件|以下是转发的邮件|转发邮件信息"
    r"|以下为原邮件|以下是原邮件|以下为引用内容|original message|forwarded message"
    r"|原始邮件(内容)?如下|原邮件如下)\s*[:：]?\s*",
    re.I,
)
_BARE_TITLE = re.compile(r"\s*(原始邮件|原邮件|原始郵件|原始信息|original|original message)\s*", re.I)
_WROTE = r"(?:写道|写到|寫道|wrote|writes|schrieb|a écrit|escribió)"
_DATED = (
    r"(?:\d{4}\s*[-年/.]\s*\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\b[A-Z][a-z]{2,8}\.? \d{1,2},? "
    r"|\d{1,2} [A-Z][a-z]{2,8}|<[^<>\s]+@[^<>\s]+>|@)"
)
_ATTRIBUTION = re.compile(rf"(?=.*{_DATED}).{{0,400}}{_WROTE}\s*[:：]?\s*")
_LOOSE_ATTRIBUTION = re.compile(rf".{{0,200}}{_WROTE}.{{0,80}}[:：]\s*")  # counts only right above `>` lines
_WRITTEN_ON = re.compile(r".{0,200}<[^<>\s]+@[^<>\s]+>.{0,12}(写于|于)\s*\d{4}.{0,60}[:：]?\s*")
_GLUED = re.compile(rf"(?<=\S)\s+(?=(?:在|On|At)\s*.{{0,24}}\d{{4}}[^\n]{{0,300}}{_WROTE}\s*[:：])")
_FROM = r"(?:发\s*件\s*人|寄\s*件\s*者|寄\s*件\s*人|发\s*信\s*人|From|Von)"
_LABEL = re.compile(
    rf"[\s*|>]*({_FROM}|发\s*送\s*时\s*间|发\s*件\s*时\s*间|日\s*期|时\s*间|收\s*件\s*人|收\s*件\s*者|抄\s*送|主\s*题|主\s*旨|寄件日期"
    r"|Sent Time|Sent|Date|To|Cc|Subject)\s*\**\s*[:：|]",
    re.I,
)
_FROM_LINE = re.compile(rf"[\s*|]*{_FROM}\s*\**\s*[:：|]", re.I)
_CARD = re.compile(rf"[\s|*]*{_FROM}\s*$", re.I)


def own_text(body: str) -> str:
    """The person's own words in `body`, blank lines at the ends removed; empty when all is quoted."""
    body = _plain_spaces(body)
    lines = (_GLUED.sub("\n", split_glued(body[:_GLUE_REACH])) + body[_GLUE_REACH:]).split("\n")
    segments = [without_signature(segment) for segment in _segments(lines)]
    return "\n".join(line.rstrip() for segment in segments for line in segment).strip("\n")


def has_quote(body: str) -> bool:
    """True when some of `body` is quoted text."""
    lines = _plain_spaces(body).split("\n")
    return sum(len(segment) for segment in _segments(lines)) < len(lines)


def _plain_spaces(body: str) -> str:
    for entity, letter in (("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"')):
        body = body.replace(entity, letter)  # QQ writes them into its plain part
    return (
        re.sub(r"[\u00a0\u2002-\u200a\u202f\u205f\t\x0b\x0c]", " ", body)
        .replace("\u2028", "\n")
        .replace("\u2029", "\n")
    )


def _segments(lines: list[str]) -> list[list[str]]:
    segments: list[list[str]] = [[]]
    at = 0
    while at < len(lines):
        if _starts_quote(lines, at):
            break
        taken = _attribution_length(lines, at)
        if taken:
            if not _quoted_next(lines, at + taken):
                break
            at += taken
        elif _QUOTED.match(lines[at]):
            segments.append([])
            at += 1
        else:
            segments[-1].append(lines[at])
            at += 1
    return [segment for segment in segments if any(line.strip() for line in segment)]


def _starts_quote(lines: list[str], at: int) -> bool:
    line = lines[at]
    if len(line) > _LONGEST_MARK:
        return False
    if _SEPARATOR.fullmatch(line) or _RULED.fullmatch(line) or _OPENING.fullmatch(line):
        return True
    if _BARE_TITLE.fullmatch(line):
        return _header_block(lines, at + 1)
    return _header_block(lines, at) and not _QUOTED.match(line)


def _header_block(lines: list[str], at: int) -> bool:
    """At least two mail header lines close together, the sender among them."""
    near = [line[:_LONGEST_MARK] for line in lines[at : at + 12] if line.strip()][:5]
    if not near or not (_LABEL.match(near[0]) or _CARD.match(near[0])):
        return False
    labels = {re.sub(r"\s", "", label[1]).lower() for line in near if (label := _LABEL.match(line))}
    inline = {
        re.sub(r"\s", "", label)
        for label in re.findall(r"(发送时间|日期|收件人|主题|Sent|To|Subject)\s*[:：]", near[0])
    }
    sender = any(_FROM_LINE.match(line) or _CARD.match(line) for line in near)
    return sender and len(labels | inline) >= 2


def _attribution_length(lines: list[str], at: int) -> int:
    """How many lines (0 to 4) from `at` make one `On … wrote:` line, wrapped or not."""
    joined = ""
    if len(lines[at]) <= _LONGEST_MARK and _WRITTEN_ON.fullmatch(lines[at]):
        return 1
    if (
        len(lines[at]) <= _LONGEST_MARK
        and _LOOSE_ATTRIBUTION.fullmatch(lines[at])
        and _quoted_next(lines, at + 1)
    ):
        return 1
    for taken in range(1, 5):
        if (
            at + taken > len(lines)
            or len(lines[at + taken - 1]) > _LONGEST_MARK
            or not lines[at + taken - 1].strip()
            or _QUOTED.match(lines[at + taken - 1])
        ):
            return 0
        joined = f"{joined} {lines[at + taken - 1].strip()}".strip()
        if _ATTRIBUTION.fullmatch(joined):
            return taken
        if taken == 1 and not re.match(rf"(在|于|On\b|At\b|.*{_DATED})", joined):
            return 0
    return 0


def _quoted_next(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at:] if line.strip()), "")
    return bool(_QUOTED.match(following))
