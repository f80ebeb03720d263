"""What a category's own law adds: the bar for dissimilar goods, acts against a GI, houses that share a name.

Well-known marks are watched in all 45 classes, dissimilar goods only when the marks all but agree
(商标法（2019）第十三条第三款, （2026）第二十一条第二款). Houses that share an old name are no conflict.
"""

from __future__ import annotations

from functools import cache

from alerts.model import Hit
from crawlers.records import Filing, Listing, Record
from monitor.risk.seen import seen_rules
from monitor.risk.sheets import HOME, BadSheet, Row, checked, rows, table
from watchlists.categories import load_categories
from watchlists.entries import Confidence, WatchEntry

FOLDER = HOME / "rights"


class Act(Row):
    """A prohibited act or a fair use, with the classes of hit that point to it."""

    id: str
    classes: str
    act: str
    basis: str
    confidence: Confidence


class House(Row):
    """An old name with the parties that may bear it beside the entry's owner."""

    name: str
    parties: tuple[str, ...]
    kind: str
    confidence: Confidence
    source: str


@cache
def acts() -> tuple[Act, ...]:
    """The table of acts."""
    return tuple(rows(FOLDER / "gi_acts.csv", Act))


@cache
def houses() -> tuple[House, ...]:
    """The allow-list of old houses."""
    path = FOLDER / "houses.toml"
    body = table(path).get("house")
    if not isinstance(body, list):
        raise BadSheet(path, 0, "house", "缺少 [[house]] (missing)")
    return tuple(checked(path, 0, House, one) for one in body)


def acts_of(hit: Hit) -> tuple[Act, ...]:
    """The acts that a GI hit may be, for the reader to compare with what is on the page."""
    rules = seen_rules(hit)
    return tuple(one for one in acts() if rules.intersection(one.classes.split()))


def dissimilar_bar(category: str) -> float | None:
    """Likeness (0–1) asked where the goods are dissimilar; None: no protection beyond similar goods."""
    known = load_categories().find(category)
    if known is None or not known.rules.cross_class.value:
        return None
    return known.rules.dissimilar_minimum.value


def shares_the_name(entry: WatchEntry, record: Record) -> House | None:
    """The house under which the other party may bear the same name; only for 老字号 entries."""
    if entry.category != "LZH":
        return None
    party = _party(record)
    fitting = (one for one in houses() if one.name in entry.text or entry.text in one.name)
    return next((one for one in fitting if party.startswith(one.parties)), None)


def _party(record: Record) -> str:
    if isinstance(record, Filing):
        return record.applicant
    return record.seller if isinstance(record, Listing) else ""


def missing_forms(entry: WatchEntry) -> tuple[str, ...]:
    """Forms that a foreign brand's entry still lacks: 中文名, 外文名."""
    if entry.category != "FB":
        return ()
    forms = (entry.text, *entry.aliases)
    han = any("\u4e00" <= ch <= "\u9fff" for form in forms for ch in form)
    latin = any(ch.isascii() and ch.isalpha() for form in forms for ch in form)
    return tuple(name for name, there in (("中文名", han), ("外文名", latin)) if not there)
