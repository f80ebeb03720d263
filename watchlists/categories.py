"""类别: what kind of right an entry is, and the matching rules that follow from it, each with its basis.

The declarations stand in `categories.toml`; an installation may add a category, or overrule one rule of a
known category, in a file of the same form.
"""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from watchlists.entries import Confidence

BUILT_IN = Path(__file__).parent / "categories.toml"
T = TypeVar("T")


class CategoryError(ValueError):
    """A declaration of categories that cannot be used; the text names file and place."""


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(_Declared, Generic[T]):
    """One matching rule: its value, the article or convention it rests on, and how sure that is."""

    value: T
    basis: str = Field(default="缺省 / default", min_length=1)
    confidence: Confidence = "待定"


class Rules(_Declared):
    """The rules of a category; what a declaration leaves out has the careful default seen here."""

    cross_class: Rule[bool] = Rule(value=False)
    dissimilar_minimum: Rule[float] = Rule(value=1.0)  # similarity 0–1 asked of dissimilar goods
    origin: Rule[Literal["", "county"]] = Rule[Literal["", "county"]](value="")
    names_abroad: Rule[bool] = Rule(value=False)
    wants_names: Rule[bool] = Rule(value=False)
    secret: Rule[bool] = Rule(value=False)
    count_minimum: Rule[int] = Rule(value=0)
    weight: Rule[float] = Rule(value=1.0)
    identifier: Rule[Literal["trademark", "patent", ""]] = Rule[Literal["trademark", "patent", ""]](
        value="trademark"
    )


class Category(_Declared):
    """A category as declared; `synonyms` are further words accepted for it in files."""

    code: str = Field(pattern=r"^[A-Z][A-Z0-9]{1,9}$")
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    synonyms: tuple[str, ...] = ()
    rules: Rules = Rules()


class Categories(_Declared):
    """All categories known here, in the order of their declaration."""

    all: tuple[Category, ...]

    @cached_property
    def _by_word(self) -> MappingProxyType[str, Category]:
        words = {
            _fold(word): category
            for category in self.all
            for word in (*category.synonyms, category.en, category.zh, category.code)
        }
        return MappingProxyType(words)

    def find(self, word: str) -> Category | None:
        """The category that `word` means: code, Chinese or English name, or a synonym; else None."""
        return self._by_word.get(_fold(word))

    def __getitem__(self, code: str) -> Category:
        """The category with exactly this code; raises `KeyError`."""
        for category in self.all:
            if category.code == code:
                return category
        raise KeyError(code)


def load_categories(path: Path | None = None) -> Categories:
    """The built-in categories, with those of the installation's file laid over them when it exists.

    Raises `CategoryError` for a file that is not TOML, a rule without sense, or a word of two categories.
    """
    declared = _read(BUILT_IN)
    if path is not None and path.exists():
        for code, own in _read(path).items():
            known = declared.setdefault(code, {})
            rules = {**known.get("rules", {}), **own.get("rules", {})}
            declared[code] = {**known, **own, "rules": rules}
    where = str(path or BUILT_IN)
    found = Categories(all=tuple(_category(where, code, body) for code, body in declared.items()))
    _refuse_shared_words(where, found)
    return found


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        body = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CategoryError(f"{path}：不是合法的 TOML（{error}） / not valid TOML") from error
    for code, declaration in body.items():
        if not isinstance(declaration, dict) or not isinstance(declaration.get("rules", {}), dict):
            raise CategoryError(f"{path}：[{code}] 应为一个表 / [{code}] must be a table")
    return body


def _category(where: str, code: str, body: dict[str, Any]) -> Category:
    try:
        return Category(code=code, **{k: v for k, v in body.items() if k != "code"})
    except ValidationError as error:
        places = "；".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise CategoryError(f"{where}：类别 [{code}] 有误：{places} / category [{code}] is wrong") from error


def _refuse_shared_words(where: str, categories: Categories) -> None:
    owner: dict[str, str] = {}
    for category in categories.all:
        for word in {category.code, category.zh, category.en, *category.synonyms}:
            if owner.setdefault(_fold(word), category.code) != category.code:
                codes = f"{owner[_fold(word)]}、{category.code}"
                raise CategoryError(
                    f"{where}：「{word}」同时属于 {codes} / {word!r} belongs to two categories"
                )


def _fold(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())
