"""监测对象: a right that is watched over, with its owner, its other forms and who may use it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Confidence = Literal["已核实", "未核实", "待定"]


class WatchEntry(BaseModel):
    """One watched right. Tuples, so that an entry is hashable and cannot change under a running screen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    category: str  # a code of watchlists.categories
    text: str
    aliases: tuple[str, ...] = ()  # English, pinyin, nicknames, traditional
    nice_classes: tuple[int, ...] = ()
    similar_groups: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    owner: str = ""
    owner_aliases: tuple[str, ...] = ()
    owner_uscc: str = ""
    region: str = ""  # county level where it matters (GI)
    authorised_users: tuple[str, ...] = ()
    authorised_sellers: tuple[str, ...] = ()
    registrations: tuple[str, ...] = ()
    registered_on: date | None = None
    jurisdictions: tuple[str, ...] = ("CN",)
    district: str = ""
    zone: str = ""  # 产业功能区
    industry: str = ""
    receiver: str = ""
    tenant: str = ""  # whose secret this entry is; empty for the office's own lists
    status: Literal["active", "paused", "proposed"] = "active"
    price_reference: Decimal | None = None
    monthly_budget: int | None = Field(default=None, ge=0)  # 每月不超过 N 封
    exclusions: tuple[str, ...] = ()  # texts that never concern this entry
    source: str = ""
    confidence: Confidence = "未核实"
    note: str = ""
