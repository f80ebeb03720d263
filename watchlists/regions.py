"""Places: which county of Sichuan a text names, under its present or an old name, and what lies within what.

Down to the county for Sichuan, to the prefecture for the rest of China, to the country beyond. What a text
does not say stays unknown (`None`); a place is never guessed from a coarser one.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

TABLES = Path(__file__).parent / "tables"
_PEOPLES = (
    "土家族|藏族|羌族|彝族|苗族|布依族|侗族|傣族|白族|壮族|哈尼族|景颇族|傈僳族|蒙古族|蒙古|回族|朝鲜族"
    "|哈萨克|柯尔克孜|维吾尔"
)
_SHORT = re.compile(rf"(.{{2,}}?)(?:(?:{_PEOPLES})*(?:自治州|自治县|自治区)|特别行政区|地区|省|市|区|县|盟)")
_NEAR = re.compile(r"[\s\-/·,、>]*")
_ELSEWHERE = (
    "日本 韩国 美国 英国 法国 德国 意大利 西班牙 荷兰 瑞士 澳大利亚 新西兰 加拿大 泰国 越南 缅甸 印度 俄罗斯"
    " 马来西亚 新加坡"
)


@dataclass(frozen=True)
class Place:
    """A place by its present official names; empty where the text does not go so deep."""

    province: str
    prefecture: str = ""
    county: str = ""

    def contains(self, other: Place) -> bool | None:
        """True or False where both say enough; None where `other` is the coarser one and may lie outside."""
        for mine, theirs in zip(self._levels(), other._levels(), strict=True):
            if not mine:
                return True
            if not theirs:
                return None
            if mine != theirs:
                return False
        return True

    def _levels(self) -> tuple[str, str, str]:
        return self.province, self.prefecture, self.county


def short_name(name: str) -> str:
    """成都市 → 成都, 甘孜藏族自治州 → 甘孜; a name of one character keeps its suffix (高县)."""
    found = _SHORT.fullmatch(name)
    return found[1] if found else name


@lru_cache(maxsize=20_000)
def places(text: str) -> tuple[Place, ...]:
    """All places that `text` names, in its order: 四川成都郫都区 is one, 蒲江县、邛崃市 are two."""
    found: list[Place] = []
    folded = unicodedata.normalize("NFKC", text[:2000])
    last_end = 0
    for match in _pattern().finditer(folded):
        near = bool(found) and bool(_NEAR.fullmatch(folded[last_end : match.start()]))
        place, finer = _meant(match[0], found[-1] if near else None)
        if finer:
            found[-1] = finer
        elif place:
            found.append(place)
        else:
            continue
        last_end = match.end()
    return tuple(dict.fromkeys(found))


def _meant(name: str, before: Place | None) -> tuple[Place | None, Place | None]:
    """The place that `name` means by itself, and the finer one it makes of the place just before it."""
    meanings = _names()[name]
    finer = next(
        (place for place, _ in meanings if before and before != place and before.contains(place)), None
    )
    strong = [place for place, is_strong in meanings if is_strong]
    return (strong[0] if strong else None), finer


def county_of(text: str) -> str | None:
    """The one county-level division of Sichuan that `text` names, as its present full name; else None.

    A name that occurs twice in the province is given with its prefecture (乐山市市中区).
    """
    counties = {place.county for place in places(text) if place.county}
    return counties.pop() if len(counties) == 1 else None


def same_county(a: str, b: str) -> bool:
    """Whether both texts name the same county of Sichuan (郫县豆瓣, 成都市郫都区)."""
    county = county_of(a)
    return county is not None and county == county_of(b)


def within(origin: str, region: str) -> bool | None:
    """Whether a shown origin lies within a region (one or several places); None when that is not known."""
    areas, origins = places(region), places(origin)
    if not areas or not origins:
        return None
    verdicts = {_any_contains(areas, place) for place in origins}
    return verdicts.pop() if len(verdicts) == 1 else None


def _any_contains(areas: tuple[Place, ...], place: Place) -> bool | None:
    verdicts = {area.contains(place) for area in areas}
    return True if True in verdicts else None if None in verdicts else False


@cache
def region_forms() -> frozenset[str]:
    """Region words with which a company name may begin: full names, and short ones from the prefecture up."""
    full = (form for form, _, _ in _forms() if form[-1] in "省市区县州盟")
    broad = (form for form, place, _ in _forms() if place.province and not place.county)
    return frozenset((*full, *broad)) - frozenset(_ELSEWHERE.split())


@cache
def _pattern() -> re.Pattern[str]:
    # 成都路, 朝阳区, 北海道: a short name that goes on like this is no prefecture or county of ours.
    forms = sorted(_names(), key=len, reverse=True)
    return re.compile("|".join(f if f[-1] in "省市区县州盟" else f + "(?![区县镇乡街路道])" for f in forms))


@cache
def _names() -> dict[str, list[tuple[Place, bool]]]:
    """Every form of a name → what it may mean, coarsest first, and whether it says so by itself."""
    names: dict[str, list[tuple[Place, bool]]] = {}
    for form, place, strong in _forms():
        names.setdefault(form, []).append((place, strong))
    for meanings in names.values():  # 吉林 is the province, 广安 the prefecture
        meanings.sort(key=lambda meaning: bool(meaning[0].prefecture) + bool(meaning[0].county))
    return names


def _forms() -> Iterator[tuple[str, Place, bool]]:
    for country in _ELSEWHERE.split():
        yield country, Place(country), True
    for row in _table("provinces_china.csv"):
        province = Place(row["province"])
        yield from ((form, province, True) for form in {row["province"], short_name(row["province"])})
        for name in row["prefectures"].split():
            yield from _spelled(name, Place(row["province"], name))
    for row in _table("counties_sichuan.csv"):
        place = Place("四川省", row["prefecture"], row["name"])
        full = row["name"].removeprefix(row["prefecture"])
        strong_short = not row["weak_short"] and len(short_name(full)) > 1
        yield full, place, full not in ("市中区", "东区", "西区")
        if full != row["name"]:
            yield row["name"], place, True
            yield short_name(row["prefecture"]) + full, place, True
        if len(short_name(full)) > 1 and short_name(full) != full:
            yield short_name(full), place, strong_short
        for old in row["old_names"].split():
            yield old, place, True


def _spelled(name: str, place: Place) -> Iterable[tuple[str, Place, bool]]:
    short = short_name(name)
    yield name, place, True
    if short != name:
        yield short, place, True
    if name.endswith("自治州"):
        yield f"{short}州", place, True


def _table(name: str) -> Iterator[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))
