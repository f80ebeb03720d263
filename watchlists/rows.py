"""One row of a watch list becomes an entry, or the list of everything that is wrong with it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from config.identifiers import check_nice_class, check_similar_group, check_uscc
from watchlists import cells
from watchlists.categories import Categories, Category
from watchlists.cells import CellError, checked, limited, several
from watchlists.entries import WatchEntry
from watchlists.headers import Columns
from watchlists.names import core_name
from watchlists.registrations import registration_numbers

MAX_PARTY = 200
MAX_NOTE = 2_000


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell and what would be right; `column` as the file calls it."""

    column: str
    value: str
    wrong_zh: str
    wrong_en: str
    right: str = ""

    def __str__(self) -> str:
        column = f"「{self.column}」" if self.column else ""
        value = f"“{self.value}”" if self.value else ""
        right = f"；正确示例：{self.right}" if self.right else ""
        return f"{column}{value}{self.wrong_zh}{right} / {self.wrong_en}"


class RowReader:
    """Turns the cells of one file's rows into entries; holds the file's columns and the categories."""

    def __init__(
        self, columns: Columns, categories: Categories, default_category: str = "", tenant: str = ""
    ) -> None:
        self._columns = columns
        self._tenant = tenant
        self._categories = categories
        self._default = default_category
        if default_category and categories.find(default_category) is None:
            raise ValueError(f"类别不认识：{default_category} / unknown category {default_category!r}")

    def read(self, row: dict[str, str]) -> WatchEntry | tuple[Problem, ...]:
        """The entry of a row, or its problems (at least one)."""
        found = _Fields(row, self._columns)
        category = found.take("category", self._category, required=not self._default)
        category = category or self._categories.find(self._default)
        body = {name: found.take(name, convert) for name, convert in _CONVERTERS.items()}
        text = found.take("text", lambda cell: limited(cell, _longest_text(category)), required=True)
        body["tenant"] = self._tenant or body["tenant"]
        places = body["jurisdictions"] or ("CN",)
        kind = category.rules.identifier.value if category else ""
        body["registrations"] = found.take(
            "registrations", lambda cell: registration_numbers(cell, kind, places)
        )
        if category is not None and category.rules.secret.value:
            body["tenant"] = body["tenant"] or _tenant(body)
            found.demand(bool(body["tenant"]), "tenant", *_NO_TENANT)
            found.demand(bool(body["receiver"]), "receiver", *_NO_RECEIVER)
        if found.problems or category is None:
            return tuple(found.problems)
        body |= {"text": text, "category": category.code}
        body["id"] = body["id"] or stable_id(category.code, text, body["owner"] or "", body["tenant"] or "")
        return WatchEntry(**{name: value for name, value in body.items() if value is not None})

    def _category(self, cell: str) -> Category:
        category = self._categories.find(cells.plain(cell))
        if category is None:
            accepted = "、".join(f"{c.zh}（{c.code}）" for c in self._categories.all)
            zh = "类别不认识" + ("（尼斯分类请写在“国际分类”列）" if cell.strip().isdigit() else "")
            raise CellError(cells.plain(cell), zh, "unknown category", accepted)
        return category


def stable_id(category: str, text: str, owner: str, tenant: str = "") -> str:
    """One id for one right whatever the file: hash of category, folded text, owner's core and tenant."""
    folded = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    key = "\x1f".join((category, folded, core_name(owner), *([tenant] if tenant else [])))
    return f"{category.lower()}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


class _Fields:
    """The cells of one row by field; collects problems instead of stopping at the first."""

    def __init__(self, row: dict[str, str], columns: Columns) -> None:
        self._row = row
        self._columns = columns
        self.problems: list[Problem] = []

    def take(self, field: str, convert: Callable[[str], Any], *, required: bool = False) -> Any:
        """The converted cell, or None when it is empty or wrong (then a problem is noted).

        Cells of several columns are joined by line ends for a list; for a single value the first counts.
        """
        names = [name for name in self._columns.by_field.get(field, ()) if self._row.get(name, "").strip()]
        if not names:
            self.demand(not required, field, "不能为空", "must not be empty")
            return None
        joined = field in _LISTS
        try:
            value = convert("\n".join(self._row[name] for name in names) if joined else self._row[names[0]])
        except CellError as error:
            self._note(_blamed(names, self._row, error), error)
            return None
        self.demand(not required or value not in ("", ()), field, "不能为空", "must not be empty")
        return value

    def demand(self, holds: bool, field: str, wrong_zh: str, wrong_en: str) -> None:
        """Note a problem with `field` unless `holds`."""
        if not holds:
            column = (self._columns.by_field.get(field) or (field,))[0]
            self.problems.append(Problem(column, "", wrong_zh, wrong_en))

    def _note(self, column: str, error: CellError) -> None:
        self.problems.append(Problem(column, error.value, error.wrong_zh, error.wrong_en, error.right))


def _blamed(names: list[str], row: dict[str, str], error: CellError) -> str:
    return next((name for name in names if error.value and error.value in row[name]), names[0])


def _longest_text(category: Category | None) -> int:
    """Marks are short; the title of a patent or the label of a secret may be long."""
    is_mark = category is None or (
        category.rules.identifier.value != "patent" and not category.rules.secret.value
    )
    return cells.MAX_TEXT if is_mark else 3 * cells.MAX_TEXT


def _tenant(body: dict[str, Any]) -> str:
    return str(body["owner_uscc"] or core_name(body["owner"] or "") or "")


def _parties(cell: str) -> tuple[str, ...]:
    return several(cell, parties=True, longest=MAX_PARTY)


def _classes(cell: str) -> tuple[int, ...]:
    return tuple(sorted({int(checked(check_nice_class, part)) for part in _words(cell)}))


def _groups(cell: str) -> tuple[str, ...]:
    return tuple(sorted({checked(check_similar_group, part) for part in _words(cell)}))


def _words(cell: str) -> list[str]:
    return [word for part in several(cell) for word in part.split()]


_NO_TENANT = (
    "商业秘密须写明权利人或统一社会信用代码，否则不知道归谁所有",
    "a secret needs its owner or the owner's USCC",
)
_NO_RECEIVER = ("商业秘密须写明权利人自己的接收邮箱", "a secret needs its owner's own mail address")
_LISTS = frozenset(
    ("aliases", "nice_classes", "similar_groups", "goods", "owner_aliases", "authorised_users", "region")
    + ("authorised_sellers", "registrations", "jurisdictions", "exclusions", "note")
)
_CONVERTERS: dict[str, Callable[[str], Any]] = {
    "id": cells.identifier,
    "aliases": several,
    "nice_classes": _classes,
    "similar_groups": _groups,
    "goods": several,
    "owner": lambda cell: limited(cell, MAX_PARTY),
    "owner_aliases": _parties,
    "owner_uscc": lambda cell: checked(check_uscc, cells.plain(cell)),
    "region": lambda cell: limited("、".join(several(cell)), MAX_PARTY),
    "authorised_users": _parties,
    "authorised_sellers": _parties,
    "registered_on": cells.day,
    "jurisdictions": cells.jurisdictions,
    "district": limited,
    "zone": limited,
    "industry": limited,
    "receiver": cells.mail_address,
    "tenant": limited,
    "status": cells.status,
    "price_reference": cells.price,
    "monthly_budget": cells.count,
    "exclusions": several,
    "source": lambda cell: limited(cell, MAX_PARTY),
    "confidence": cells.confidence,
    "note": lambda cell: limited(cell, MAX_NOTE),
}
