"""Chooses the next steps for a hit: record kind, register, stage, age of the registration, fair-use signs.

The first advice is the one next step; the others stay open beside it. 警告函 is never advised on its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from alerts.model import Advice, Deadline, Hit
from crawlers.records import DomainName, Filing, Listing, Patent, Record
from monitor.risk.catalogue import advice_for
from monitor.risk.category import shares_the_name
from monitor.risk.clocks import office
from monitor.risk.counting import add_months
from monitor.risk.desks import is_foreign
from monitor.risk.direct import direct_level
from monitor.risk.identity import is_core_domain
from monitor.risk.policy import shipped_policy
from monitor.risk.seen import seen_rules
from watchlists.entries import WatchEntry

_DIRECT = {
    "own-mark-attacked": "own-attacked",
    "own-mark-served": "own-attacked",
    "own-mark-lapsed": "own-mark-lapsed",
    "own-mark-moved": "own-moved",
    "own-patent-attacked": "patent-own-attacked",
    "own-patent-lapsed": "patent-own-lapsed",
    "own-patent-moved": "own-moved",
    "leak-verbatim": "secret",
    "phishing-domain": "domain-phishing",
}


def advise(
    hit: Hit, entry: WatchEntry, record: Record, today: date, clocks: Iterable[Deadline] = ()
) -> tuple[Advice, ...]:
    """Advice for one hit, the next step first; each cites the law in force."""
    dated = tuple(clocks)
    chosen = dict.fromkeys(situations(hit, entry, record, today))
    return tuple(advice_for(one, today, dated) for one in chosen)


def situations(hit: Hit, entry: WatchEntry, record: Record, today: date) -> list[str]:
    """The ids of the catalogue that fit, the most pressing first."""
    if direct := direct_level(hit, entry, record, shipped_policy()):
        return [_DIRECT[direct.id], "assistance"]
    rules = seen_rules(hit)
    if "F3" in rules or shares_the_name(entry, record):
        return ["own-or-authorised"]
    if entry.category == "TS":
        return ["secret", "assistance"]
    if isinstance(record, Filing):
        return _filing(rules, record, today)
    if isinstance(record, Listing):
        return _listing(rules, entry, record)
    if isinstance(record, Patent):
        return ["patent-window" if is_foreign(record) else "patent-cn", "assistance"]
    if isinstance(record, DomainName):
        return (
            ["domain-phishing", "domain"] if is_core_domain(record, entry) and record.has_mx else ["domain"]
        )
    return ["listing-media"]


def _filing(rules: frozenset[str], record: Filing, today: date) -> list[str]:
    stage = _stage(record)
    if office(record.jurisdiction) != "CN":
        return [f"abroad-{stage}", "assistance"]
    if "F5" in rules:
        return ["cn-prior-right-of-other"]
    if {"G4", "G5", "F1"} & rules:
        return ["gi-fair-use", f"cn-{stage}"] if stage != "registered" else ["gi-fair-use"]
    if stage != "registered":
        return [f"cn-{stage}", "assistance"]
    return _registered(record.registered_on or record.event_on, today)


def _stage(record: Filing) -> str:
    if record.event == "registered" or record.registered_on:
        return "registered"
    return "published" if record.event == "published" or record.published_on else "filed"


def _registered(since: date | None, today: date) -> list[str]:
    if since is None or today > add_months(since, 60):
        return ["cn-registered-old", "cn-bad-faith", "assistance"]
    idle = ["cn-registered-idle"] if today >= add_months(since, 36) else []
    return ["cn-registered-5y", *idle, "cn-bad-faith", "assistance"]


def _listing(rules: frozenset[str], entry: WatchEntry, record: Listing) -> list[str]:
    if "F6" in rules:
        return ["listing-media"]
    if rules & {"F1", "G4", "G5"}:
        return ["gi-fair-use"]
    if "F4" in rules:
        return ["listing-resale", "listing"]
    if is_foreign(record):
        return ["listing-abroad", "assistance"]
    if entry.category == "GI":
        return ["listing-gi", "listing", "fast-track"]
    return ["listing", "fast-track", "listing-administrative", "listing-letter", "assistance"]
