"""A dispute abroad as the overseas desk keeps it: its fields, its stages, and one Chinese line of facts.

国务院令第801号 (in force 2025-05-01) gives the duty of information and warning; the fields and stages are
this project's own arrangement of it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal

from pydantic import Field

from monitor.risk.rules import jurisdiction_names
from monitor.risk.sheets import HOME, Row, rows

FOLDER = HOME / "overseas"

Role = Literal["被告", "原告", "第三人", "被调查"]
Cause = Literal["专利", "商标", "著作权", "商业秘密", "其他"]


class DocketCase(Row):
    """One case. Amounts carry their currency; `text` is the source's own wording, kept beside the summary."""

    case_id: str = Field(min_length=1)
    enterprise: str = Field(min_length=1)
    enterprise_uscc: str = ""
    role: Role = "被告"
    country: str = Field(min_length=2)
    forum: str = ""
    forum_case_no: str = ""
    filed_on: date | None = None
    served_on: date | None = None
    injunction_on: date | None = None
    service_mode: str = ""
    cause: Cause = "其他"
    counterparty: str = ""
    counterparty_country: str = ""
    npe: bool | None = None
    rights_asserted: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    hs_codes: tuple[str, ...] = ()
    channel: str = ""
    frozen_amount: Decimal | None = None
    claimed_amount: Decimal | None = None
    currency: str = ""
    injunction: str = ""
    counsel: str = ""
    experts: str = ""
    insurance: str = ""
    stage: str = "信息登记"
    outcome: str = ""
    cost: str = ""
    public: bool = False
    text: str = ""


class Stage(Row):
    """A stage with those that may follow and the working days it should take."""

    stage: str
    next: str = ""
    days: int
    confidence: str


@cache
def stages() -> dict[str, Stage]:
    """All stages in order."""
    return {row.stage: row for row in rows(FOLDER / "stages.csv", Stage)}


def following(stage: str) -> tuple[str, ...]:
    """Stages that may follow; raises `KeyError` for an unknown one."""
    return tuple(stages()[stage].next.split())


def advance(case: DocketCase, to: str) -> DocketCase:
    """The case in its next stage; raises `ValueError` for a step that the table does not have."""
    if to not in following(case.stage):
        allowed = "、".join(following(case.stage)) or "无"
        raise ValueError(f"不能从 {case.stage} 到 {to}，可到：{allowed} | no such step: {case.stage} to {to}")
    return case.model_copy(update={"stage": to})


def summary_line(case: DocketCase) -> str:
    """One Chinese line of structured facts for the desk, beside the foreign text; nothing is translated."""
    country = jurisdiction_names().get(case.country, case.country)
    parts = (
        f"{case.enterprise}（{case.role}）",
        f"{country} {case.forum}".strip(),
        f"案号 {case.forum_case_no}" if case.forum_case_no else "",
        f"{case.cause}纠纷" if case.cause != "其他" else "",
        f"对方 {case.counterparty}" if case.counterparty else "",
        "对方为非实施主体" if case.npe else "",
        f"立案 {case.filed_on}" if case.filed_on else "",
        f"送达 {case.served_on}" if case.served_on else "送达日未知",
        f"禁令：{case.injunction}" if case.injunction else "",
        f"冻结 {case.frozen_amount} {case.currency}".strip() if case.frozen_amount else "",
        f"索赔 {case.claimed_amount} {case.currency}".strip() if case.claimed_amount else "",
    )
    return "，".join(part for part in parts if part)
