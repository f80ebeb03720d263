"""Whether a record speaks about the entry's own right: registration numbers compared in one written form."""

from __future__ import annotations

import re
import unicodedata

from crawlers.records import DomainName, Filing, Patent, Record
from watchlists.entries import WatchEntry

_MARKS = re.compile(r"[\s.,\-/第号]")


def plain_number(text: str) -> str:
    """A number without 第…号, ZL, CN, punctuation, leading zeros: `ZL201510163325.6` → `2015101633256`."""
    number = _MARKS.sub("", unicodedata.normalize("NFKC", text)).upper()
    return re.sub(r"^(ZL|CN)(?=\d)", "", number).lstrip("0")


def is_own(record: Record, entry: WatchEntry) -> bool:
    """The record bears one of the entry's registration numbers."""
    if not isinstance(record, Filing | Patent):
        return False
    number = plain_number(record.number or record.native_id)
    return bool(number) and number in {plain_number(own) for own in entry.registrations}


def is_core_domain(record: Record, entry: WatchEntry) -> bool:
    """The registrable label is, letter for letter, the mark or one of its forms."""
    if not isinstance(record, DomainName):
        return False
    label = _letters(record.text.split(".")[0])
    return bool(label) and label in {_letters(form) for form in (entry.text, *entry.aliases)}


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(ch for ch in folded if ch.isalnum())
