"""Names of owners and applicants made comparable: the core without legal form, region and punctuation.

Closing a hit as the owner's own hides it, so every doubt here means "not the same party".
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from watchlists.regions import TABLES, Place, places, region_forms, short_name

MAX_NAME = 300
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_BRACKETED = re.compile(r"[(\[【〔《]([^()\[\]【】〔〕《》]*)[)\]】〕》]")


@dataclass(frozen=True)
class _Forms:
    han: tuple[str, ...]
    latin: frozenset[str]
    generic: re.Pattern[str]
    surnames: frozenset[str]


@lru_cache(maxsize=50_000)
def core_name(name: str) -> str:
    """The part of a company name that tells it apart: 四川新希望集团有限公司 → 新希望, Siemens AG → siemens.

    A region stays when only a trade word would be left (成都银行). A name that is nothing but legal form
    is returned folded and whole; an empty one stays empty.
    """
    folded = _fold(name)
    return _latin_core(folded) if not _HAN.search(folded) else _han_core(folded)


def same_party(a: str, b: str) -> bool:
    """Whether two names mean the same party: equal cores, and nothing that speaks against it.

    Against it speak regions that exclude each other, and a person's name beside a company's.
    """
    core = core_name(a)
    if not core or core != core_name(b):
        return False
    return _fold(a) == _fold(b) or not (_regions_clash(a, b) or _is_person(a) != _is_person(b))


def is_generic(text: str) -> bool:
    """Whether a text is nothing but trade words that many companies carry (食品科技)."""
    return bool(text) and bool(_forms().generic.fullmatch(text))


def _fold(name: str) -> str:
    text = unicodedata.normalize("NFKC", name[:MAX_NAME])
    decomposed = unicodedata.normalize("NFD", text).casefold()
    kept = "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cf", "Cc") or c in "\t\n")
    return " ".join(unicodedata.normalize("NFKC", kept).split())


def _han_core(folded: str) -> str:
    text = re.sub(r"[\s·•・.,，。、'\"“”‘’&+_/-]", "", folded)
    text = _BRACKETED.sub(lambda found: "" if _is_aside(found[1]) else found[1], text)
    text = re.sub(r"[()\[\]【】〔〕《》]", "", text)
    while (shorter := _without_region(_without_form(text))) != text:
        text = shorter
    return text


def _is_aside(text: str) -> bool:
    """Whether a bracket holds only a region, 中国, or a legal form."""
    return (
        not text or text in ("中国", "china") or _without_form(text + "公司") == "" or text in region_forms()
    )


def _without_form(text: str) -> str:
    form = next((f for f in _forms().han if text.endswith(f)), "")
    if form and (len(text) - len(form) >= 2 or text == form + "公司"):
        return text.removesuffix(form)
    front = next((f for f in ("株式会社", "株式會社") if text.startswith(f)), "")
    return text.removeprefix(front) if front and len(text) - len(front) >= 2 else text


def _without_region(text: str) -> str:
    """The text without the region it begins with, or with that region shortened where it must stay."""
    for size in range(min(11, len(text) - 2), 1, -1):
        region, rest = text[:size], text[size:]
        if region not in region_forms() or rest[0] in "区县镇乡街路道门桥":
            continue
        is_county = region[-1] in "区县"
        if _forms().generic.fullmatch(_without_form(rest)) or (is_county and len(rest) < 3):
            return short_name(region) + rest  # 成都银行, 郫县豆瓣: the region is part of what tells it apart
        return rest
    return text


def _latin_core(folded: str) -> str:
    text = _BRACKETED.sub(" ", re.sub(r"[.'’`]", "", folded))
    words = re.sub(r"[^\w]+|_", " ", text.replace("&", " and ")).split()
    whole = words
    while len(words) > 1 and words[-1] in _forms().latin:
        words = words[:-1]
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words or whole)


def _regions_clash(a: str, b: str) -> bool:
    first, second = _region(a), _region(b)
    return bool(first and second and first.contains(second) is False and second.contains(first) is False)


def _region(name: str) -> Place | None:
    text = re.sub(r"\s", "", _fold(name))
    found = places(re.sub(r"[()]", " ", text))
    return found[0] if found else None


def _is_person(name: str) -> bool:
    text = re.sub(r"\s", "", _fold(name))
    return 2 <= len(text) <= 4 and text[0] in _forms().surnames and _without_form(text) == text


@cache
def _forms() -> _Forms:
    table = tomllib.loads((TABLES / "company_forms.toml").read_text(encoding="utf-8"))
    longest_first = tuple(sorted(table["han_forms"], key=len, reverse=True))
    generic = re.compile(f"(?:{'|'.join(map(re.escape, table['generic']))})*")
    return _Forms(longest_first, frozenset(table["latin_forms"]), generic, frozenset(table["surnames"]))
