"""Cells become typed values, or a `BadValue` that says which field is wrong and what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from pydantic import ValidationError

from config.identifiers import IdentifierError
from crawlers.outcome import Rejected

T = TypeVar("T")

_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[T ].*)?", re.ASCII)
_AMOUNT = re.compile(r"-?\d+(?:\.\d+)?")


class BadValue(ValueError):
    """A cell that cannot be read; costs its row and nothing else."""

    def __init__(self, field: str, value: str, reason_zh: str, reason_en: str) -> None:
        super().__init__(f"{field}={value[:80]!r}：{reason_zh} / {reason_en}")
        self.field, self.value, self.reason_zh, self.reason_en = field, value, reason_zh, reason_en

    def rejected(self, file: str, line: int, raw: str) -> Rejected:
        """The outcome of the row at `line`."""
        return Rejected(file, line, self.field, self.value, self.reason_zh, self.reason_en, raw)


def required(field: str, text: str) -> str:
    """`text`, which must not be empty."""
    if not text:
        raise BadValue(field, "", "必填项为空", "must not be empty")
    return text


def day(field: str, text: str) -> date | None:
    """A calendar day written 2026-11-20, 20261120, 2026/11/20 or 2026年11月20日; None for "" and zeros."""
    if not text.strip("0-/. "):
        return None
    found = _DAY.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        return date(*map(int, found.groups()))
    except ValueError:
        raise BadValue(field, text, "不是有效日期，应如 2026-11-20", "not a date; write 2026-11-20") from None


def day_as(field: str, text: str, pattern: str) -> date | None:
    """A calendar day in a declared strptime `pattern`; None for an empty cell."""
    if not text:
        return None
    try:
        return datetime.strptime(text, pattern).date()  # noqa: DTZ007 -- a day has no zone
    except ValueError:
        raise BadValue(
            field, text, f"日期不符合格式 {pattern}", f"not a date of the form {pattern}"
        ) from None


def amount(field: str, text: str) -> Decimal | None:
    """The first number of `¥1,299.00起` or `59-89元` (the lower end); None for "" and for 面议."""
    plain = text.replace(",", "").replace("，", "")
    if not plain or not any(char.isdigit() for char in plain):
        return None
    found = _AMOUNT.search(plain)
    try:
        value = Decimal(found[0]) if found else None
    except InvalidOperation:
        value = None
    if value is None or value < 0 or value > Decimal(10**12):
        raise BadValue(field, text, "不是有效价格", "not a price")
    return value * 10_000 if "万" in plain else value


def count(field: str, text: str) -> int | None:
    """`3850人付款`, `1.2万+` and `300` as whole numbers; None when there is no number."""
    value = amount(field, text)
    return None if value is None else int(value)


def checked(field: str, text: str, check: Callable[[str], T]) -> T:
    """`check(text)` of config.identifiers with its error turned into a BadValue."""
    try:
        return check(text)
    except IdentifierError as error:
        raise BadValue(
            field,
            text,
            f"{error.reason_zh}，例如 {error.example}",
            f"{error.reason_en}, e.g. {error.example}",
        ) from None


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Non-empty texts in their order, each once."""
    return tuple(dict.fromkeys(text.strip() for text in texts if text and text.strip()))


def from_validation(error: ValidationError) -> BadValue:
    """The first complaint of pydantic as a BadValue (what no check before it caught)."""
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"]) or "*"
    value = first.get("input")
    shown = value if isinstance(value, str) else ""
    return BadValue(field, shown[:200], "值无法接受", str(first["msg"]))
