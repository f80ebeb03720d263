"""What an operator should know about an entry that was taken all the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

from watchlists.categories import Category
from watchlists.entries import WatchEntry
from watchlists.names import is_generic
from watchlists.regions import places, region_forms

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]{2}")


@dataclass(frozen=True)
class Notice:
    """A remark on a taken row: the entry stands, but would be watched better with more said."""

    file: str
    line: int
    entry_id: str
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.file} 第 {self.line} 行（已导入）：{self.zh} / {self.en}"


def notices(file: str, line: int, entry: WatchEntry, category: Category) -> list[Notice]:
    """Remarks on one entry, in a fixed order."""
    remarks = [*_on_text(entry), *_on_owner(entry), *_by_rules(entry, category), *_on_groups(entry)]
    return [Notice(file, line, entry.id, zh, en) for zh, en in remarks]


def _on_text(entry: WatchEntry) -> list[tuple[str, str]]:
    text = re.sub(r"\W", "", entry.text)
    short = len(text) < 2 or (len(text) < 3 and text.isascii())
    if short or is_generic(text) or text in region_forms():
        return [
            (
                f"“{entry.text}”过短或为通用词，容易误报，请补充国际分类和商品",
                "short or generic text: expect false alarms; add classes and goods",
            )
        ]
    return []


def _on_owner(entry: WatchEntry) -> list[tuple[str, str]]:
    if entry.owner:
        return []
    return [("缺权利人，无法识别权利人自己的申请", "no owner: own filings cannot be told apart")]


def _by_rules(entry: WatchEntry, category: Category) -> list[tuple[str, str]]:
    found = []
    forms = " ".join((entry.text, *entry.aliases))
    if category.rules.wants_names.value and not (_HAN.search(forms) and _LATIN.search(forms)):
        missing = ("外文名", "Latin form") if _HAN.search(forms) else ("中文名", "Chinese form")
        found.append((f"请补充{missing[0]}（写入“别名”列）", f"add its {missing[1]} as an alias"))
    if category.rules.origin.value == "county" and not any(place.county for place in places(entry.region)):
        found.append(("产地请写到县级，如“成都市郫都区”", "give the region down to the county"))
    if category.rules.identifier.value == "patent" and not entry.registrations:
        found.append(
            ("缺专利申请号，无法监测法律状态", "no patent number: its legal status cannot be watched")
        )
    return found


def _on_groups(entry: WatchEntry) -> list[tuple[str, str]]:
    strange = [group for group in entry.similar_groups if int(group[:2]) not in entry.nice_classes]
    if not strange or not entry.nice_classes:
        return []
    codes = "、".join(strange)
    return [(f"类似群 {codes} 不在所列国际分类之内", f"similar groups {codes} lie outside the given classes")]
