"""Numbers of the rights behind an entry, checked by the office that gave them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from config import identifiers as ids
from watchlists.cells import MAX_TEXT, CellError, checked, several


def registration_numbers(cell: str, kind: str, jurisdictions: Sequence[str]) -> tuple[str, ...]:
    """The numbers in a cell, normalised. `kind` is a category's `identifier` rule.

    A number may name its office (US:97123456) and is then kept with it; without one it is a number of the
    only jurisdiction, or a Chinese one. Offices without a known form are taken as they are.
    """
    return tuple(
        dict.fromkeys(_number(part, kind, jurisdictions) for part in several(cell, longest=MAX_TEXT))
    )


def _number(part: str, kind: str, jurisdictions: Sequence[str]) -> str:
    prefix = re.fullmatch(r"([A-Za-z]{2})\s*[:：]\s*(.+)", part)
    if prefix:
        office = checked(ids.check_st3, prefix[1])
        return f"{office}:{_check(prefix[2], kind, office)}"
    only = jurisdictions[0] if len(jurisdictions) == 1 else "CN"
    return _check(part, kind, only)


def _check(number: str, kind: str, office: str) -> str:
    if kind == "patent" and office == "CN":
        return _first(number, ids.check_cn_patent_number, ids.check_cn_publication)
    if kind == "trademark" and office in _TRADEMARK_FORMS:
        return _first(number, *_TRADEMARK_FORMS[office])
    return number


_TRADEMARK_FORMS: dict[str, tuple[Callable[[str], str], ...]] = {
    "CN": (ids.check_cn_trademark_number,),
    "US": (ids.check_us_serial, ids.check_us_registration),
    "EM": (ids.check_eutm,),
    "GB": (ids.check_uk,),
    "WO": (ids.check_madrid,),
    "KR": (ids.check_kr,),
    "JP": (ids.check_jp,),
}


def _first(number: str, *checks: Callable[[str], str]) -> str:
    """The normal form by the first check that accepts; the first one's error when none does."""
    problem: CellError | None = None
    for check in checks:
        try:
            return checked(check, number)
        except CellError as error:
            problem = problem or error
    if problem is None:
        return number
    raise problem
