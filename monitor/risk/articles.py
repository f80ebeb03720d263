"""Cites the Trademark Law by the text in force on a day: topic → article, old or new numbering.

Source: mapping table of the 2019 and the 2026 law (presidential order 77, in force 2027-01-01).
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Literal

from monitor.risk.sheets import HOME, Row, rows
from watchlists.entries import Confidence

_TOPIC = re.compile(r"@([a-z][a-z-]*)")
_BOTH = "-both"


class Law(Row):
    """One version of the law and the column of the mapping table that holds its numbers."""

    law: str
    title: str
    valid_from: date
    valid_to: date | None = None
    column: Literal["", "law2019", "law2026"] = ""
    confidence: Confidence


class Article(Row):
    """One topic with its article in either numbering; empty where that law has none."""

    topic: str
    label: str
    law2019: str = ""
    law2026: str = ""


@cache
def laws() -> tuple[Law, ...]:
    """Versions of the Trademark Law, oldest first."""
    return tuple(rows(HOME / "rules" / "laws.csv", Law))


@cache
def articles() -> dict[str, Article]:
    """The mapping table by topic."""
    return {row.topic: row for row in rows(HOME / "rules" / "articles.csv", Article)}


def law_on(day: date) -> Law | None:
    """The version in force on `day`; None before the oldest one in the table."""
    return next((law for law in laws() if law.valid_from <= day <= (law.valid_to or date.max)), None)


def cite(topic: str, on: date) -> str:
    """`商标法（2019）第三十三条`; an unknown number is said, never guessed. Raises `KeyError` for a topic."""
    article, law = articles()[topic], law_on(on)
    if law is None:
        return f"当时的商标法（{article.label}条款，条号未核实）"
    number = {"law2019": article.law2019, "law2026": article.law2026}.get(law.column, "")
    return f"{law.title}{number or f'（{article.label}条款，条号未核实）'}"


def topics_in(text: str) -> set[str]:
    """The topics that `cite_all` will look up in `text`."""
    return {found.removesuffix(_BOTH) for found in _TOPIC.findall(text)}


def cite_all(text: str, on: date) -> str:
    """`text` with each `@topic` replaced; `@topic-both` names the 2019 and the 2026 article side by side."""

    def put(match: re.Match[str]) -> str:
        topic = match.group(1)
        if topic.endswith(_BOTH):
            both = topic.removesuffix(_BOTH)
            return f"{cite(both, date(2026, 12, 31))}／{cite(both, date(2027, 1, 1))}"
        return cite(topic, on)

    return _TOPIC.sub(put, text)
