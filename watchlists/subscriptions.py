"""订阅: what somebody asks to be told about, read from a letter or a form; nothing here sends or stores.

Own entries, or a list that the office keeps (by category, district, industry, zone), at a pace, from a
level, in a language. What cannot be read is a sentence that says what would be right, never a guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from watchlists.categories import Categories
from watchlists.entries import WatchEntry
from watchlists.regions import county_of, short_name

CADENCES = {"now": "即时", "daily": "每日汇总", "weekly": "每周汇总"}
LEVELS = ("蓝", "黄", "橙", "红")
LANGUAGES = {"zh": "中文", "en": "English"}
NAME_LIMIT = 80

_CADENCE_WORDS: Mapping[str, tuple[str, ...]] = {
    "now": ("即时", "立即", "实时", "随时", "now", "immediately"),
    "daily": ("每日", "每天", "日报", "每日汇总", "daily"),
    "weekly": ("每周", "周报", "每周汇总", "weekly"),
}
_LANGUAGE_WORDS: Mapping[str, tuple[str, ...]] = {
    "zh": ("中文", "汉语", "zh", "chinese"),
    "en": ("英文", "英语", "english", "en"),
}
_LABELS = {
    "name": "名称|企业|企业名称|单位|公司|name|company",
    "category": "名录|类别|清单|list|category",
    "district": "区县|地区|区域|district",
    "industry": "行业|产业|industry",
    "zone": "园区|功能区|产业功能区|zone",
    "cadence": "频率|节奏|cadence",
    "minimum": "等级|级别|最低等级|level",
    "language": "语言|language",
}
_LABELLED = re.compile(
    "|".join(rf"(?P<{field}>(?:{words}))" for field, words in _LABELS.items()).join((r"\s*(?:", r")\s*:\s*"))
)
_VERBS = re.compile(
    r"(?P<leave>退订|取消订阅|不再订阅|unsubscribe|stop)|(?P<subscribe>订阅|訂閱|subscribe)", re.IGNORECASE
)
_PREFIX = re.compile(r"(?:\s*(?:re|fw|fwd|回复|答复|转发)\s*:)*\s*", re.IGNORECASE)
_QUOTE = re.compile(r"\s*(?:>|-{2,}\s*(?:原始邮件|original message)|发件人\s*:|on .+ wrote:|在.+写道)", re.I)
_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*(?:-|–|—|~|至|到)\s*(\d{1,2}):(\d{2})")


class Scope(BaseModel):
    """One subscription's reach: `own` entries, or the entries of the office's lists that fit every filter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["own", "list"] = "own"
    category: str = Field(default="", max_length=20)  # a code of watchlists.categories
    district: str = Field(default="", max_length=40)  # present full name of a county, else as written
    industry: str = Field(default="", max_length=40)
    zone: str = Field(default="", max_length=40)

    @property
    def district_word(self) -> str:
        """What an entry's district must contain: 郫都 stands in 郫都区 and 成都市郫都区."""
        short = short_name(self.district) if self.district else ""
        return short if len(short) > 1 else self.district

    def covers(self, entry: WatchEntry) -> bool:
        """Whether a list reaches this entry; lists hold only entries without tenant and receiver."""
        if self.kind != "list" or entry.tenant or entry.receiver:
            return False
        return (
            self.category in ("", entry.category)
            and (self.district_word in entry.district or self.district_word in entry.region)
            and self.industry in entry.industry
            and self.zone in entry.zone
        )

    def describe(self, categories: Categories) -> str:
        """`本企业的监测对象`, or `名录：地理标志，区县 郫都区`."""
        if self.kind == "own":
            return "本企业的监测对象"
        known = categories.find(self.category) if self.category else None
        named = (("区县", self.district), ("行业", self.industry), ("园区", self.zone))
        parts = [known.zh if known else self.category or "全部类别"]
        return "名录：" + "，".join(parts + [f"{label} {value}" for label, value in named if value])


@dataclass(frozen=True)
class Wish:
    """What a letter or form asks for; `problems` are sentences for the writer."""

    verb: Literal["subscribe", "leave", "none"]
    name: str = ""
    scopes: tuple[Scope, ...] = ()
    cadence: str = "now"
    minimum: str = "蓝"
    language: str = "zh"
    problems: tuple[str, ...] = ()


@dataclass
class _Reading:
    categories: Categories
    fields: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read_wish(subject: str, text: str, categories: Categories) -> Wish:
    """Read `订阅 名称` (or 退订) from a subject and the writer's own lines, quotes not counted."""
    lines = [_PREFIX.sub("", _plain(subject), count=1), *_own_lines(text)]
    for line in lines:
        found = _VERBS.match(line)
        if found is None:
            continue
        if found["leave"]:
            return Wish("leave")
        rest = line[found.end() :].strip(" :,.;|<>【】[]")
        return _subscription(rest, [one for one in lines if one is not line], categories)
    return Wish("none")


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    kept = "".join(c if unicodedata.category(c)[0] not in "C" else " " for c in folded)
    return " ".join(kept.split())


def _own_lines(text: str) -> list[str]:
    lines: list[str] = []
    for raw in text.splitlines()[:60]:
        if _QUOTE.match(unicodedata.normalize("NFKC", raw)):
            break
        lines += [line] if (line := _plain(raw)[:200]) else []
    return lines


def _subscription(rest: str, others: list[str], categories: Categories) -> Wish:
    reading = _Reading(categories)
    known = categories.find(rest) if rest else None
    if known is not None:
        reading.fields["category"] = rest
    elif rest and not _labelled(rest, reading):
        reading.fields["name"] = rest
    for line in others:
        for part in re.split(r"[;。]|,(?=\s*\S+\s*:)", line):
            _labelled(part, reading)
    return wish_of(reading.fields, categories)


def _labelled(part: str, reading: _Reading) -> bool:
    found = _LABELLED.match(part)
    if found is None or found.lastgroup is None:
        return False
    reading.fields.setdefault(found.lastgroup, part[found.end() :].strip())
    return True


def wish_of(fields: dict[str, str], categories: Categories) -> Wish:
    """The wish that these fields (of a letter or a form) state: `name`, `category`, `district`, `industry`,
    `zone`, `cadence`, `minimum`, `language`; an unknown word becomes a problem."""
    values = {key: _plain(value) for key, value in fields.items() if _plain(value)}
    problems: list[str] = []
    wish = Wish("subscribe", name=values.get("name", "")[:NAME_LIMIT])
    wish = replace(
        wish,
        cadence=_word(values.get("cadence"), _CADENCE_WORDS, "now", "频率", problems),
        language=_word(values.get("language"), _LANGUAGE_WORDS, "zh", "语言", problems),
        minimum=_level(values.get("minimum"), problems),
    )
    filters: dict[str, str] = {k: values[k][:40] for k in ("district", "industry", "zone") if k in values}
    if "district" in filters:
        filters["district"] = county_of(filters["district"]) or filters["district"]
    scopes = [Scope()] if wish.name or not (filters or "category" in values) else []
    if "category" in values:
        known = categories.find(values["category"])
        if known is not None and not known.rules.secret.value:
            filters["category"] = known.code
        elif values["category"] not in ("全部", "全部类别", "all"):
            open_lists = "、".join(c.zh for c in categories.all if not c.rules.secret.value)
            problems.append(f"名录“{values['category'][:20]}”不认识；可订阅：{open_lists}")
            filters = {}
            values.pop("category")
    if filters or "category" in values:
        scopes.append(Scope.model_validate({"kind": "list", **filters}))
    return replace(wish, scopes=tuple(scopes), problems=tuple(problems))


def _word(
    value: str | None, words: Mapping[str, tuple[str, ...]], default: str, label: str, problems: list[str]
) -> str:
    if value is None:
        return default
    for code, accepted in words.items():
        if value.casefold() in accepted or value == code:
            return code
    problems.append(f"{label}“{value[:20]}”不认识；可写：{'、'.join(w[0] for w in words.values())}")
    return default


def _level(value: str | None, problems: list[str]) -> str:
    level = (value or "蓝").removesuffix("以上").removesuffix("色")
    if level in LEVELS:
        return level
    problems.append(f"等级“{(value or '')[:20]}”不认识；可写：{'、'.join(LEVELS)}")
    return "蓝"


def read_hours(text: str) -> str:
    """`09:00-18:00` (every day) or `工作日 09:00-18:00`; empty for no limit. Raises ValueError."""
    plain = _plain(text)
    if not plain:
        return ""
    found = _HOURS.search(plain)
    if found is None:
        raise ValueError(f"时段“{plain[:30]}”不认识，请写成 09:00-18:00 / hours must look like 09:00-18:00")
    start_h, start_m, end_h, end_m = (int(part) for part in found.groups())
    start, end = start_h * 60 + start_m, end_h * 60 + end_m
    if start_m > 59 or end_m > 59 or not 0 <= start < end <= 24 * 60:
        raise ValueError(f"时段“{plain[:30]}”不成立，请写成 09:00-18:00 / not a period of one day")
    days = "工作日 " if re.search("工作日|周一|workday|weekday", plain, re.I) else ""
    return f"{days}{start_h:02}:{start_m:02}-{end_h:02}:{end_m:02}"
