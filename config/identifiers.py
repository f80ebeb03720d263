"""Identifiers of companies, rights and goods: `check_x` returns the normal form or says what is wrong.

Patterns and check digits: GB 32100-2015, GB 11714-1997, 专利申请号标准 ZC 0006-2003, GS1, and the offices'
own number formats. A valid number need not exist: nothing here asks a register.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from config.checksums import gtin_check, organisation_check, patent_check, uscc_check

_SEPARATORS = re.compile(r"[、，,;；/|\s]+")


class IdentifierError(ValueError):
    """A value that is no such identifier; `example` shows a right one."""

    def __init__(self, value: str, reason_zh: str, reason_en: str, example: str) -> None:
        self.value, self.reason_zh, self.reason_en, self.example = value[:200], reason_zh, reason_en, example
        super().__init__(f"{self.value!r}：{reason_zh}，例如 {example} / {reason_en}, e.g. {example}")


def _fold(value: str, drop: str = r"[\s\u200b\ufeff]") -> str:
    """NFKC, upper case, without the characters that people put in between."""
    return re.sub(drop, "", unicodedata.normalize("NFKC", value[:500])).upper()


def _fail(value: str, zh: str, en: str, example: str) -> NoReturn:
    raise IdentifierError(value, zh, en, example)


def _matched(pattern: str, text: str, value: str, zh: str, en: str, example: str) -> re.Match[str]:
    found = re.fullmatch(pattern, text, re.ASCII)
    return found or _fail(value, f"{zh}格式不对", f"not the form of {en}", example)


# --- companies ----------------------------------------------------------------------------------
def check_uscc(value: str) -> str:
    """统一社会信用代码: 18 characters, both check characters right (the inner one only where it applies)."""
    text, example = _fold(value, r"[\s\u200b\ufeff-]"), "91510107MA00DEM06A"
    pattern = r"[159Y][1239]\d{6}[0-9A-HJ-NPQRTUWXY]{9}[0-9A-HJ-NPQRTUWXY]"
    what = ("统一社会信用代码（18 位，不用 I、O、S、V、Z）", "a unified social credit code")
    _matched(pattern, text, value, *what, example)
    if uscc_check(text[:17]) != text[17]:
        _fail(value, "统一社会信用代码第 18 位校验码不符", "check character 18 does not fit", example)
    if organisation_check(text[8:16]) != text[16]:
        _fail(
            value,
            "统一社会信用代码第 17 位（组织机构代码）校验码不符",
            "check character 17 does not fit",
            example,
        )
    return text


# --- trademarks ---------------------------------------------------------------------------------
def check_cn_trademark_number(value: str) -> str:
    """CN 商标申请/注册号: up to 9 digits, a letter after a division, or G + 6–7 digits (Madrid)."""
    text = re.sub(r"^第|号$", "", _fold(value))
    what = ("商标注册号", "a Chinese trademark number")
    found = _matched(r"(G\d{6,7}[A-Z]?)|0*([1-9]\d{0,8}[A-Z]?)", text, value, *what, "3110256")
    return found[1] or found[2]


def check_us_serial(value: str) -> str:
    """US serial number: 8 digits; printed as 97/123,456; series 79 is Madrid."""
    what = ("美国商标申请号（8 位数字）", "a US serial number")
    return _matched(r"\d{8}", _fold(value, r"[\s/,]"), value, *what, "97/123,456")[0]


def check_us_registration(value: str) -> str:
    """US registration number: 1–7 digits."""
    what = ("美国商标注册号（1–7 位数字）", "a US registration number")
    return _matched(r"0*([1-9]\d{0,6})", _fold(value, r"[\s,]"), value, *what, "6123456")[1]


def check_eutm(value: str) -> str:
    """EUTM number: 9 digits, zero padded, or W + 8 digits for an international registration."""
    text = _fold(value)
    found = _matched(
        r"(W)(\d{7,8}[A-Z]?)|(\d{1,9})", text, value, "欧盟商标号", "an EUTM number", "018012345"
    )
    return found[3].zfill(9) if found[3] else "W" + re.sub(r"^\d+", lambda n: n[0].zfill(8), found[2])


def check_madrid(value: str) -> str:
    """Madrid international registration: up to 7 digits, a letter after a partial assignment."""
    what = ("国际注册号", "a Madrid registration number")
    return _matched(r"0*([1-9]\d{0,6}[A-Z]?)", _fold(value), value, *what, "1234567A")[1]


def check_uk(value: str) -> str:
    """UK trademark number in its long form UK00 + 9 digits; the short form UK + 7–11 digits is filled up."""
    found = _matched(r"UK(\d{7,11})", _fold(value), value, "英国商标号", "a UK number", "UK00003123456")
    digits = found[1].zfill(11)
    if not digits.startswith("00"):
        _fail(value, "英国商标号应以 UK00 开头", "a UK number starts with UK00", "UK00003123456")
    return f"UK{digits}"


def check_kr(value: str) -> str:
    """KR application number: 13 digits, the first two tell the kind (40 trademark)."""
    what = ("韩国申请号（13 位数字）", "a Korean application number")
    return _matched(r"(10|20|30|40|41|45)\d{11}", _fold(value, r"[\s-]"), value, *what, "4020200123456")[0]


def check_jp(value: str) -> str:
    """JP application number `2020-123456` or registration number of 7 digits."""
    text = re.sub(r"^(商願|商願昭|登録|第)+|号$", "", _fold(value))
    return _matched(r"\d{4}-\d{6}|\d{7}", text, value, "日本商标号", "a Japanese number", "2020-123456")[0]


def check_nice_class(value: str) -> int:
    """Nice class 1–45; 第30类 and 30类 are read as 30."""
    text = re.sub(r"^第|[类類]$", "", _fold(value))
    what = ("尼斯分类（1–45）", "a Nice class")
    return int(_matched(r"0?[1-9]|[1-3]\d|4[0-5]", text, value, *what, "30")[0])


def check_nice_classes(value: str) -> tuple[int, ...]:
    """Several Nice classes in one cell, sorted, each once; an empty cell is no class."""
    return tuple(sorted({check_nice_class(part) for part in _SEPARATORS.split(value) if part}))


def check_similar_group(value: str) -> str:
    """类似群 (类似商品和服务区分表): 4 digits, the first two are the class."""
    text = _fold(value).zfill(4)
    return _matched(r"(0[1-9]|[1-3]\d|4[0-5])\d{2}", text, value, "类似群", "a similar group", "3016")[0]


# --- patents ------------------------------------------------------------------------------------
def check_cn_patent_number(value: str) -> str:
    """CN 专利申请号 of either generation with check digit; written as `201110269715.3`, without ZL or CN."""
    text, example = _fold(value, r"[\s\u200b\ufeff-]"), "201110269715.3"
    pattern = r"(?:ZL|CN)?(\d{4}[12389]\d{7}|\d{2}[1-389]\d{5})\.?([0-9X])"
    what = ("专利申请号（12 位加校验位，2003 年 10 月前 8 位加校验位）", "a Chinese patent number")
    found = _matched(pattern, text, value, *what, example)
    right = patent_check(found[1])
    if found[2] != right:
        _fail(
            value,
            f"专利申请号校验位应为 {right}",
            f"the check digit should be {right}",
            f"{found[1]}.{right}",
        )
    return f"{found[1]}.{right}"


def check_cn_publication(value: str) -> str:
    """CN publication number: CN + 9 digits + kind; the older kinds C, D, Y have 7 digits too."""
    pattern = r"CN(1\d{8}[ABC]|2\d{8}[UY]|3\d{8}[SD]|1\d{6}[ABC]|2\d{6}[UY]|3\d{6}[SD])"
    what = ("专利公开（公告）号", "a Chinese publication number")
    return _matched(pattern, _fold(value), value, *what, "CN112345678A")[0]


def check_ipc(value: str) -> str:
    """IPC symbol written `A23L 27/50`; the 4-character subclass alone is enough."""
    pattern = r"([A-H]\d{2}[A-Z])(\d{1,4}/\d{2,6})?"
    found = _matched(pattern, _fold(value), value, "国际专利分类号", "an IPC symbol", "A23L 27/50")
    return f"{found[1]} {found[2]}" if found[2] else found[1]


# --- goods and places ---------------------------------------------------------------------------
def check_gtin(value: str) -> str:
    """GTIN of 8, 12, 13 or 14 digits with its check digit."""
    text, example = _fold(value, r"[\s-]"), "6901234567892"
    _matched(r"\d{8}|\d{12,14}", text, value, "商品条码（8、12、13 或 14 位）", "a GTIN", example)
    right = gtin_check(text[:-1])
    if text[-1] != right:
        _fail(value, f"商品条码校验位应为 {right}", f"the check digit should be {right}", text[:-1] + right)
    return text


def check_asin(value: str) -> str:
    """Amazon's article number: B and 9 letters or digits."""
    return _matched(r"B[0-9A-Z]{9}", _fold(value), value, "ASIN", "an ASIN", "B08N5WRWNW")[0]


def check_st3(value: str) -> str:
    """Two-letter code of a country or office (WIPO ST.3); UK, EU, EL and Chinese names are understood."""
    text = _fold(value)
    table = _st3()
    text = table["aliases"].get(text, text)
    if text not in table["codes"]:
        _fail(value, "国家或机构代码（WIPO ST.3）不存在", "no such country or office code (WIPO ST.3)", "CN")
    return str(text)


@cache
def _st3() -> dict[str, Any]:
    table = tomllib.loads((Path(__file__).parent / "st3.toml").read_text(encoding="utf-8"))
    return {"codes": frozenset(" ".join(table["codes"].values()).split()), "aliases": table["aliases"]}
