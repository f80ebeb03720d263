"""Whether a mail comes from a person at all: bounces, receipts, automatic, list and empty mail never act.

Gate 3 of reliability 7.3. The reasons and their signs stand in kinds.toml.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from alerts.replies.headers import Headers, parameters
from alerts.replies.parse import Mail

_RE = re.compile(r"^(?:\s*(?:re|aw|回复|答复|回覆|答覆)\s*[:：])+\s*", re.I)


@cache
def _signs() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("kinds.toml").read_text("utf-8"))


def why_ignored(code: str) -> tuple[str, str]:
    """The Chinese and the English sentence of a reason code."""
    chinese, english = _signs()["why"][code]
    return chinese, english


def machine_reason(mail: Mail, sender: str) -> str | None:
    """The reason code when headers, subject or sender show a machine, otherwise `None`."""
    headers = mail.headers
    if any(re.fullmatch(r"\s*<?\s*>?\s*", value) for value in headers.raw("return-path")):
        return "bounce" if _is_report(mail) == "bounce" else "null-sender"
    reason = _is_report(mail) or _by_header(headers)
    if reason is None and "text/calendar" in mail.types:
        reason = "calendar"
    return (
        reason or _by_words("subjects", _RE.sub("", headers.first("subject"))) or _by_words("senders", sender)
    )


def automatic_text(own_text: str) -> bool:
    """True when the text says itself that a machine wrote it (as many phone and web mail answers do)."""
    return _by_words("texts", own_text[:600]) is not None


def _is_report(mail: Mail) -> str | None:
    main, options = parameters(mail.headers.first("content-type"))
    kind = options.get("report-type", "").lower()
    if "message/disposition-notification" in mail.types or kind == "disposition-notification":
        return "receipt"
    if main == "multipart/report" or "message/delivery-status" in mail.types:
        return "bounce"
    if mail.headers.count("x-failed-recipients"):
        return "bounce"
    return None


def _by_header(headers: Headers) -> str | None:
    for value in headers.raw("auto-submitted"):
        if value.split(";")[0].strip().lower() != "no":
            return "auto-submitted"
    for reason, signs in _signs()["headers"].items():
        for name, expression in signs:
            if any(re.search(expression, value.lower()) for value in headers.raw(name)):
                return str(reason)
    return None


def _by_words(group: str, text: str) -> str | None:
    for reason, expressions in _signs()[group].items():
        if any(re.search(expression, text.strip(), re.I) for expression in expressions):
            return str(reason)
    return None
