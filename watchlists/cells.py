"""One cell of a watch list becomes the value of a field, or a `CellError` saying what would be right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from config.identifiers import IdentifierError, check_st3

MAX_TEXT = 100  # characters of a mark; titles and party names may be longer
MAX_LIST = 500
_SPLIT = re.compile(r"[、，,;；/／|｜\n\r\t]+")
# A comma before a legal form belongs to the name: Example Foods Co., Ltd.
_LEGAL = r"(?:co|ltd|limited|inc|llc|l\.l\.c|corp|plc|pte|gmbh|s\.?a)\b"
_SPLIT_PARTIES = re.compile(rf"[、;；/／|｜\n\r\t]+|[，,](?!\s*{_LEGAL})", re.IGNORECASE)
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAIL = re.compile(
    rf"(?=.{{3,254}}\Z)(?=[^@]{{1,64}}@)[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+)*"
    rf"@(?:{_LABEL}\.)+(?=[A-Za-z0-9-]*[A-Za-z]){_LABEL}",
    re.ASCII,
)
_INVISIBLE = ("Cc", "Cf", "Cs")  # unassigned ones stay: new Han characters look so to an older table
_STATUS = {
    "active": ("active", "启用", "在用", "有效", "监测中", "正常", "是"),
    "paused": ("paused", "暂停", "停用", "停止", "否"),
    "proposed": ("proposed", "建议", "待确认", "拟增"),
}
_CONFIDENCE = {
    "已核实": ("已核实", "verified"),
    "未核实": ("未核实", "unverified"),
    "待定": ("待定", "open", "unknown"),
}


class CellError(ValueError):
    """A cell that cannot be taken: what is wrong and what would be right, in both languages."""

    def __init__(self, value: str, wrong_zh: str, wrong_en: str, right: str = "") -> None:
        super().__init__(wrong_zh)
        self.value, self.wrong_zh, self.wrong_en, self.right = value[:200], wrong_zh, wrong_en, right


def plain(cell: str) -> str:
    """One line of NFC text without invisible, control or bidi characters; `'=x` of a reject file is `=x`."""
    kept = (
        " " if c.isspace() else c for c in cell if c.isspace() or unicodedata.category(c) not in _INVISIBLE
    )
    text = unicodedata.normalize("NFC", " ".join("".join(kept).split()))
    return text[1:] if re.match(r"'[=+\-@]", text) else text


def limited(cell: str, longest: int = MAX_TEXT) -> str:
    """Plain text of at most `longest` characters."""
    text = plain(cell)
    if len(text) > longest:
        raise CellError(
            text, f"内容过长（{len(text)} 字）", f"too long ({len(text)} characters)", f"≤ {longest} 字"
        )
    return text


def several(cell: str, *, parties: bool = False, longest: int = MAX_TEXT) -> tuple[str, ...]:
    """The parts of a cell in their order, each once; separators 、，,；;/| and line ends."""
    parts = (_SPLIT_PARTIES if parties else _SPLIT).split(cell)
    found = tuple(dict.fromkeys(text for part in parts if (text := limited(part, longest))))
    if len(found) > MAX_LIST:
        raise CellError(
            cell, f"一格内多于 {MAX_LIST} 项", f"more than {MAX_LIST} values in one cell", f"≤ {MAX_LIST}"
        )
    return found


def checked(check: Callable[[str], object], value: str) -> str:
    """The normal form that a validator of `config.identifiers` gives; its error told as a `CellError`."""
    try:
        return str(check(value))
    except IdentifierError as error:
        raise CellError(error.value, error.reason_zh, error.reason_en, error.example) from error


def identifier(cell: str) -> str:
    """An id given by the file: letters, digits, dot, dash, underscore; at most 64."""
    text = plain(cell)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", text):
        raise CellError(
            text, "编号只能用字母、数字和 . _ -", "an id has only letters, digits and . _ -", "GI-0001"
        )
    return text


def mail_address(cell: str) -> str:
    """One bare mail address (ASCII dot-atom at a dotted domain); the domain in lower case."""
    text = re.sub(r"^'(?=[=+\-])", "", cell.strip())
    if not _MAIL.fullmatch(text):
        raise CellError(plain(text), "邮箱地址不合规", "not a plain mail address", "ip@example.com")
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


def day(cell: str) -> date:
    """A date written 2019-08-07, 2019/8/7, 2019.8.7, 2019年8月7日 or 20190807."""
    text = plain(cell)
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: .*)?", text, re.ASCII)
    compact = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text, re.ASCII)
    try:
        year, month, number = (found or compact or _no_date(text)).groups()
        return date(int(year), int(month), int(number))
    except ValueError:
        _no_date(text)


def _no_date(text: str) -> NoReturn:
    raise CellError(text, "日期不对", "not a date", "2019-08-07")


def price(cell: str) -> Decimal:
    """A positive amount in yuan; ¥, 元 and thousands commas are dropped."""
    text = re.sub(r"[¥￥元,，\s]|RMB|CNY", "", plain(cell))
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or not 0 < amount < 10**9:
        raise CellError(
            plain(cell), "参考价应为正数", "the reference price must be a positive number", "128.00"
        )
    return amount


def count(cell: str) -> int:
    """A whole number from 0 to 10,000."""
    text = plain(cell)
    if not re.fullmatch(r"\d{1,5}", text, re.ASCII) or int(text) > 10_000:
        raise CellError(text, "应为 0–10000 的整数", "must be a whole number from 0 to 10000", "10")
    return int(text)


def status(cell: str) -> str:
    """active, paused or proposed, from Chinese or English."""
    return _word(cell, _STATUS, "状态不认识", "unknown status", "启用、暂停、建议")


def confidence(cell: str) -> str:
    """已核实, 未核实 or 待定."""
    return _word(cell, _CONFIDENCE, "核实程度不认识", "unknown confidence", "已核实、未核实、待定")


def jurisdictions(cell: str) -> tuple[str, ...]:
    """ST.3 codes, from codes or Chinese names of countries."""
    return tuple(dict.fromkeys(checked(check_st3, part) for part in several(cell)))


def _word(cell: str, table: dict[str, tuple[str, ...]], zh: str, en: str, right: str) -> str:
    text = plain(cell).casefold()
    for meaning, words in table.items():
        if text in words:
            return meaning
    raise CellError(plain(cell), zh, en, right)
