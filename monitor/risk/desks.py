"""Which desk leads: a foreign register, docket or marketplace goes overseas, the domestic desk in copy."""

from __future__ import annotations

from functools import cache
from typing import Literal

from crawlers.records import DomainName, Listing, Record
from monitor.risk.clocks import office
from monitor.risk.sheets import HOME, Row, rows

Desk = Literal["centre", "overseas"]
HOME_REGISTERS = ("CN",)


class _Platform(Row):
    platform: str
    market: str
    confidence: str


@cache
def foreign_platforms() -> frozenset[str]:
    """Marketplaces that sell abroad, by the name a source gives them, lower case without spaces."""
    return frozenset(row.platform for row in rows(HOME / "overseas" / "platforms.csv", _Platform))


def is_foreign(record: Record) -> bool:
    """A register of another territory, or a marketplace that sells abroad; domains follow their record."""
    if isinstance(record, Listing):
        name = "".join(record.platform.casefold().split())
        if any(name.startswith(known) for known in foreign_platforms()):
            return True
    if isinstance(record, DomainName):
        return False
    return office(record.jurisdiction) not in HOME_REGISTERS


def desk_for(record: Record) -> Desk:
    """The leading desk of a case."""
    return "overseas" if is_foreign(record) else "centre"


def copied_desks(desk: Desk) -> tuple[Desk, ...]:
    """Desks in copy: the domestic one learns of every overseas case."""
    return ("centre",) if desk == "overseas" else ()
